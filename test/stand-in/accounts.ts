/** An account that can be paid. */
export interface Recipient {
  readonly id: string;
  /** Its `transfers` capability; `active` by default, `none` if it was never asked for. */
  readonly transfers?: "active" | "inactive" | "pending" | "none" | undefined;
  /** A closed account answers `account_closed`. */
  readonly closed?: boolean | undefined;
  /** Whether the platform may not send to it at all: `transfers_not_allowed`. */
  readonly refused?: boolean | undefined;
  /** `US` by default. */
  readonly country?: string | undefined;
  readonly email?: string | undefined;
}
