import type { Transfer, TransferOrigin, TransferStatus } from "./transfer.ts";

/** Which transfers are meant; every filter is optional and all given ones must hold. */
export interface TransferFilters {
  /** Only transfers to this recipient. */
  readonly recipientId?: string | undefined;
  /** Only transfers in this currency, an ISO 4217 code in either case. */
  readonly currency?: string | undefined;
  /** Only transfers of this namespace (`payoutkit`), or only everybody else's (`other`). */
  readonly origin?: TransferOrigin | undefined;
  /** Only transfers created at or after this time. */
  readonly from?: Date | undefined;
  /** Only transfers created before this time. */
  readonly to?: Date | undefined;
}

/** Which page of which transfers to list. */
export interface ListTransfersRequest extends TransferFilters {
  readonly status?: TransferStatus | undefined;
  /** How many transfers a page may have at most: 1 to 100, 100 by default. */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** A page of transfers, newest first. It may be shorter than the limit. */
export interface TransferPage {
  readonly transfers: readonly Transfer[];
  /** Give it as `cursor` to get the next page; only where it is missing does the list end. */
  readonly nextCursor?: string;
}
