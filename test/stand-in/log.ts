/** One movement of money. */
export interface Movement {
  readonly kind: "transfer" | "reversal";
  readonly transferId: string;
  readonly reversalId: string | null;
  /** The account whose money moved. */
  readonly account: string;
  readonly destination: string;
  /** Minor units, always positive. */
  readonly amount: number;
  readonly currency: string;
  readonly transferGroup: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** The idempotency key of the request that moved it, `null` if there was none. */
  readonly key: string | null;
  readonly atMs: number;
}

/** One request that arrived, and what became of it. */
export interface RequestRecord {
  readonly requestId: string;
  readonly atMs: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The query or the form, parsed. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | null;
  readonly stripeVersion: string | null;
  readonly stripeAccount: string | null;
  /** The last four characters of the API key. */
  readonly apiKeyEnd: string | null;
  /** The fault that struck it. */
  fault: string | null;
  /** `null` while it isn't answered. */
  status: number | null;
  replayed: boolean;
}
