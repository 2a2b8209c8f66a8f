export { balanceCommand } from "./balance-command.ts";
export { type BatchClient, batchPayoutCommand, type BatchPayoutOptions } from "./batch-payout-command.ts";
export type { BatchProgress, CommandIo, OutputOptions } from "./command-io.ts";
export { getTransferStatusCommand, type GetTransferStatusOptions } from "./get-transfer-status-command.ts";
export { listPayoutsCommand, type ListPayoutsOptions } from "./list-payouts-command.ts";
export { payoutSummaryCommand, type PayoutSummaryOptions } from "./payout-summary-command.ts";
export { recoverCommand } from "./recover-command.ts";
export { sendPayoutCommand, type SendPayoutOptions } from "./send-payout-command.ts";
export { totalPaidCommand, type TotalPaidOptions } from "./total-paid-command.ts";
