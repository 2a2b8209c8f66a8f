export { PayoutClient, type Payouts } from "./client.ts";
export type { PayoutClientOptions } from "./client-options.ts";

export type { Balance } from "./domain/balance.ts";
export type {
  BatchCounts,
  BatchItem,
  BatchOptions,
  BatchPlan,
  BatchProblem,
  BatchReport,
  BatchSuccess,
  PlannedCurrency,
} from "./domain/batch.ts";
export type { CallOptions } from "./domain/call-options.ts";
export type {
  CarriedEarnings,
  Earning,
  EarningsPayout,
  GroupedEarnings,
  GroupEarningsOptions,
} from "./domain/earnings.ts";
export {
  type ApiErrorReason,
  type FieldDifference,
  isPayoutError,
  type Issue,
  PayoutError,
  type PayoutErrorCode,
  type PayoutErrorConstructor,
  type PayoutErrorInit,
  type PayoutErrorJson,
  type PayoutErrorOf,
  type PayoutErrorTable,
  type ReferenceConflict,
} from "./domain/errors.ts";
export type { PayoutEvent, PayoutEventListener } from "./domain/events.ts";
export type {
  HistorySource,
  SyncHistoryReport,
  SyncHistoryRequest,
  TotalPaid,
  TotalPaidRequest,
} from "./domain/history.ts";
export { amountIn, type Money } from "./domain/money.ts";
export type { Outcome } from "./domain/outcome.ts";
export type { AttemptError, PayoutAttempt, PayoutRecord, PayoutState } from "./domain/payout-record.ts";
export type { Payout, PayoutRequest } from "./domain/payout-request.ts";
export type { ReconcileCounts, ReconcileFinding, ReconcileReport, ReconcileRequest } from "./domain/reconcile.ts";
export type { Reversal, ReversalRequest } from "./domain/reversal.ts";
export type {
  CurrencySummary,
  PayoutSummary,
  RecipientSummary,
  SummaryInterval,
  SummaryRequest,
  TimelineBucket,
} from "./domain/summary.ts";
export type { ListTransfersRequest, TransferFilters, TransferPage } from "./domain/transfer-page.ts";
export type { Transfer, TransferFields, TransferOrigin, TransferStatus } from "./domain/transfer.ts";

export { acceptAlreadyPaid } from "./operations/accept-already-paid.ts";
export type { AppliedEvent } from "./operations/apply-event.ts";
export type { CancelPayoutError } from "./operations/cancel-payout.ts";
export type { RecipientTransfersRequest } from "./operations/get-recipient-transfers.ts";
export { groupEarnings, isPaidBy } from "./operations/group-earnings.ts";
export type { IterateTransfersRequest } from "./operations/iterate-transfers.ts";
export type { PlanOptions } from "./operations/plan-batch.ts";
export type { BatchError } from "./operations/process-batch-payouts.ts";
export type { QueryError } from "./operations/query-error.ts";
export type { RecordChoice } from "./operations/record-choice.ts";
export type { RecoverReport } from "./operations/recover.ts";
export type { PayoutResolution } from "./operations/resolve-payout.ts";
export type { ReverseTransferError } from "./operations/reverse-transfer.ts";
export type { SendPayoutError } from "./operations/send-payout.ts";

export type { RateOptions } from "./pacing/create-pacer.ts";
export type { Clock } from "./ports/clock.ts";
export type { PayoutSender } from "./ports/payout-sender.ts";
export type {
  Lease,
  PayoutStore,
  ProcessRegistry,
  RecordId,
  RecordKind,
  RecordQuery,
  RecordScope,
  RecordWrite,
  StoreAnswer,
  StoredAttempt,
  StoredRecord,
  StoredTransfer,
  StoreFailure,
  WriteResult,
} from "./ports/payout-store.ts";
export type { ProviderEvent, ProviderEventType } from "./ports/provider-event.ts";
export type { RateLimit } from "./domain/rate-limit.ts";
export type { RateLimiter, RequestKind } from "./ports/rate-limiter.ts";
export type {
  CreatedTransfer,
  CreateErrorCode,
  CreateFailure,
  CreateTransfer,
  FoundTransfers,
  MarkedPayout,
  PayoutMark,
  PreparedTransfer,
  PrepareError,
  ProviderBalance,
  ProviderCall,
  ProviderCapabilities,
  ProviderIdentity,
  ProviderTransfer,
  ProviderTransferPage,
  RecipientCheck,
  TransferProvider,
  TransferQuery,
} from "./ports/transfer-provider.ts";
export type {
  HistoryQuery,
  HistoryScope,
  HistorySum,
  HistorySums,
  MirroredTransfer,
  TransferHistory,
} from "./ports/transfer-history.ts";
export type {
  CreatedReversal,
  FoundReversals,
  MarkedReversal,
  ProviderReversal,
  ReversalQuery,
  TransferReversals,
} from "./ports/transfer-reversals.ts";

export { err, errAsync, ok, okAsync, Result, ResultAsync, safeTry } from "neverthrow";
