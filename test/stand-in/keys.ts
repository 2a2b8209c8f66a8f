/** What an API key may do. */
export type KeyStatus = "accepted" | "expired" | "revoked";

/** What a restricted key can be allowed. */
export type Permission = "account_read" | "balance_read" | "transfers_read" | "transfers_write";

/** An API key of the stand-in's account. */
export interface ApiKey {
  readonly key: string;
  readonly status: KeyStatus;
  /** Left out, the key may do everything. */
  readonly permissions?: readonly Permission[] | undefined;
}
