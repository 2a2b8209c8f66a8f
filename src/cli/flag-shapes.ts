import type { HistorySource, SummaryInterval, TransferOrigin, TransferStatus } from "../index.ts";
import type { ClientFlags } from "./open-client.ts";

/** The flags of `send`. */
export interface SendFlags extends ClientFlags {
  readonly reference: string;
  readonly to: string;
  readonly amount: number;
  readonly currency: string;
  readonly description?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

/** The flags of `batch`. */
export interface BatchFlags extends ClientFlags {
  readonly queue?: boolean | undefined;
  readonly batchId?: string | undefined;
  readonly concurrency?: number | undefined;
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly results?: string | undefined;
  readonly overwrite?: boolean | undefined;
}

/** The flags of `status`. */
export interface StatusFlags extends ClientFlags {
  readonly reference?: string | undefined;
}

/** The flags of every command that takes filters. */
export interface FilterFlags extends ClientFlags {
  readonly recipient?: string | undefined;
  readonly currency?: string | undefined;
  readonly origin?: TransferOrigin | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** The flags of `list`. */
export interface ListFlags extends FilterFlags {
  readonly status?: TransferStatus | undefined;
  readonly limit?: number | undefined;
  readonly all?: boolean | undefined;
}

/** The flags of `total`. */
export interface TotalFlags extends FilterFlags {
  readonly history?: HistorySource | undefined;
}

/** The flags of `summary`. */
export interface SummaryFlags extends TotalFlags {
  readonly interval?: SummaryInterval | undefined;
  readonly top?: number | undefined;
  readonly html?: string | undefined;
  readonly overwrite?: boolean | undefined;
}

/** The flags of `sync`. */
export interface SyncFlags extends ClientFlags {
  readonly from?: Date | undefined;
}
