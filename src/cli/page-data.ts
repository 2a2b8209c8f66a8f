/** What the page's script draws its charts from. */
export interface PageData {
  readonly interval: "day" | "week" | "month";
  readonly currencies: readonly PageCurrency[];
}

/** One currency's part of the page; amounts in minor units. */
export interface PageCurrency {
  readonly currency: string;
  /** How many decimals its amounts have. */
  readonly decimals: number;
  /** Oldest first; `start` is a day in UTC. */
  readonly timeline: readonly { readonly start: string; readonly count: number; readonly net: number }[];
  /** Largest first. */
  readonly topRecipients: readonly { readonly recipientId: string; readonly count: number; readonly net: number }[];
  readonly statuses: readonly { readonly status: string; readonly count: number }[];
}
