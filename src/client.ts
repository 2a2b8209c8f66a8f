import type { ResultAsync } from "neverthrow";
import { checkOptions, type PayoutClientOptions } from "./client-options.ts";
import { createContext } from "./client-context.ts";
import type { Balance } from "./domain/balance.ts";
import type { BatchOptions, BatchPlan, BatchReport } from "./domain/batch.ts";
import type { CallOptions } from "./domain/call-options.ts";
import type { PayoutError } from "./domain/errors.ts";
import type { SyncHistoryReport, SyncHistoryRequest, TotalPaid, TotalPaidRequest } from "./domain/history.ts";
import type { PayoutRecord } from "./domain/payout-record.ts";
import type { PayoutRequest } from "./domain/payout-request.ts";
import type { ReconcileReport, ReconcileRequest } from "./domain/reconcile.ts";
import type { PayoutSummary, SummaryRequest } from "./domain/summary.ts";
import type { ListTransfersRequest, TransferPage } from "./domain/transfer-page.ts";
import type { Reversal, ReversalRequest } from "./domain/reversal.ts";
import type { Transfer } from "./domain/transfer.ts";
import { applyEvent, type AppliedEvent } from "./operations/apply-event.ts";
import { atTheDoor } from "./operations/at-the-door.ts";
import { cancelPayout, type CancelPayoutError } from "./operations/cancel-payout.ts";
import { checkRecipient } from "./operations/check-recipient.ts";
import { close } from "./operations/close.ts";
import type { OperationContext } from "./operations/context.ts";
import { getBalance } from "./operations/get-balance.ts";
import { getPayout } from "./operations/get-payout.ts";
import { getPayoutSummary } from "./operations/get-payout-summary.ts";
import { getRecipientTransfers, type RecipientTransfersRequest } from "./operations/get-recipient-transfers.ts";
import { getTotalPaid } from "./operations/get-total-paid.ts";
import { getTransferStatus } from "./operations/get-transfer-status.ts";
import { iterateTransfers, type IterateTransfersRequest } from "./operations/iterate-transfers.ts";
import { listTransfers } from "./operations/list-transfers.ts";
import { planBatch, type PlanOptions } from "./operations/plan-batch.ts";
import { type BatchError, processBatchPayouts } from "./operations/process-batch-payouts.ts";
import type { QueryError } from "./operations/query-error.ts";
import { reconcile } from "./operations/reconcile.ts";
import type { RecordChoice } from "./operations/record-choice.ts";
import { recover, type RecoverReport } from "./operations/recover.ts";
import { type PayoutResolution, resolvePayout } from "./operations/resolve-payout.ts";
import { reverseTransfer, type ReverseTransferError } from "./operations/reverse-transfer.ts";
import { sendPayout, type SendPayoutError } from "./operations/send-payout.ts";
import { syncHistory } from "./operations/sync-history.ts";
import type { ProviderEvent } from "./ports/provider-event.ts";
import type { RecipientCheck } from "./ports/transfer-provider.ts";

/**
 * Pays people through a payment provider. A payout with a given reference moves money at most once, whatever
 * crashes, times out or is retried. Every method returns a neverthrow `ResultAsync` and never throws; only the
 * constructor throws, a `TypeError` for a wrong configuration. Its methods are called on the client itself.
 *
 * @example
 * const client = new PayoutClient({ provider: stripeProvider({ apiKey }), store: sqliteStore({ path: "payouts.db" }) });
 */
export class PayoutClient {
  constructor(options: PayoutClientOptions) {
    contexts.set(this, createContext(checkOptions(options)));
  }

  /**
   * The platform's money at the provider, for each currency. Fails with `API_ERROR`.
   *
   * @example
   * const available = await client.getBalance().map((balance) => amountIn(balance.available, "usd"));
   */
  getBalance(options?: CallOptions): ResultAsync<Balance, PayoutError<"API_ERROR">> {
    return getBalance(contextOf(this), options);
  }

  /**
   * Pays one recipient one amount, at most once for its reference. `ok` if this call took part in the payment;
   * `ALREADY_PAID` if it was paid when the call began. Fails with any of the seven codes; after the outcome
   * `unknown`, call again with the same reference and be told.
   *
   * @example
   * const paid = await client
   *   .sendPayout({ reference: "2026-11:member_42", recipientId: "acct_1", amount: 2500, currency: "usd" })
   *   .orElse(acceptAlreadyPaid);
   */
  sendPayout(request: PayoutRequest, options?: CallOptions): ResultAsync<Transfer, SendPayoutError> {
    return atTheDoor(contextOf(this), (context) => sendPayout(context, request, options));
  }

  /**
   * A transfer as it stands now; its `status` is the answer. Fails with `INVALID_REQUEST` for a malformed id and
   * `API_ERROR` (`not_found` if there is no such transfer).
   *
   * @example
   * const status = await client.getTransferStatus("tr_1").map((transfer) => transfer.status);
   */
  getTransferStatus(transferId: string, options?: CallOptions): ResultAsync<Transfer, QueryError> {
    return atTheDoor(contextOf(this), (context) => getTransferStatus(context, transferId, options));
  }

  /**
   * One page of transfers, newest first. A page may be shorter than its limit; only a missing `nextCursor` ends
   * the list. Fails with `INVALID_REQUEST` or `API_ERROR`.
   *
   * @example
   * const page = await client.listTransfers({ recipientId: "acct_1", limit: 20 });
   */
  listTransfers(request?: ListTransfersRequest, options?: CallOptions): ResultAsync<TransferPage, QueryError> {
    return atTheDoor(contextOf(this), (context) => listTransfers(context, request, options));
  }

  /**
   * Every transfer of these filters, newest first, fetched page by page as it is read. An error is the last thing
   * that it gives.
   *
   * @example
   * for await (const transfer of client.iterateTransfers({ currency: "usd" })) console.log(assertOk(transfer).id);
   */
  iterateTransfers(filters?: IterateTransfersRequest, options?: CallOptions): AsyncIterable<Awaited<ResultAsync<Transfer, QueryError>>> {
    return iterateTransfers(contextOf(this), filters, options);
  }

  /**
   * All transfers to one recipient, newest first. Fails with `INVALID_REQUEST`, `INVALID_RECIPIENT` or `API_ERROR`.
   *
   * @example
   * const history = await client.getRecipientTransfers("acct_1", { from: new Date("2026-01-01") });
   */
  getRecipientTransfers(
    recipientId: string,
    request?: RecipientTransfersRequest,
    options?: CallOptions,
  ): ResultAsync<Transfer[], PayoutError<"INVALID_REQUEST" | "INVALID_RECIPIENT" | "API_ERROR">> {
    return atTheDoor(contextOf(this), (context) => getRecipientTransfers(context, recipientId, request, options));
  }

  /**
   * Pays many payouts, each at most once, in bounded memory. `err` only if the batch couldn't start; what became of
   * each payout is in the report and told to `onResult`. Running the same batch again pays just what isn't paid.
   *
   * @example
   * const report = await client.processBatchPayouts(payouts, { onResult: (item) => console.log(item.status) });
   */
  processBatchPayouts(payouts: Iterable<PayoutRequest> | AsyncIterable<PayoutRequest>, options?: BatchOptions): ResultAsync<BatchReport, BatchError> {
    return atTheDoor(contextOf(this), (context) => processBatchPayouts(context, payouts, options));
  }

  /**
   * What was paid, net of reversals: one sum for each currency, sorted by currency. Fails with `INVALID_REQUEST` or
   * `API_ERROR`.
   *
   * @example
   * const total = await client.getTotalPaid({ recipientId: "acct_1" }).map((money) => amountIn(money, "usd"));
   */
  getTotalPaid(request?: TotalPaidRequest, options?: CallOptions): ResultAsync<TotalPaid, QueryError> {
    return atTheDoor(contextOf(this), (context) => getTotalPaid(context, request, options));
  }

  /**
   * Counts, sums, top recipients and a timeline for each currency. Fails with `INVALID_REQUEST` or `API_ERROR`.
   *
   * @example
   * const summary = await client.getPayoutSummary({ interval: "month", top: 3 });
   */
  getPayoutSummary(request?: SummaryRequest, options?: CallOptions): ResultAsync<PayoutSummary, QueryError> {
    return atTheDoor(contextOf(this), (context) => getPayoutSummary(context, request, options));
  }

  /**
   * Mirrors what is new in the provider's history in the store, so that `history: "store"` adds it up there. Run it on
   * a schedule; what it stored until an error is kept, and the next call goes on. `timeoutMs` is for each stretch of a
   * few thousand transfers. Fails with `INVALID_REQUEST` if the store keeps no history, or `API_ERROR`.
   *
   * @example
   * const isWhole = await client.syncHistory().map((report) => report.complete);
   */
  syncHistory(request?: SyncHistoryRequest, options?: CallOptions): ResultAsync<SyncHistoryReport, QueryError> {
    return atTheDoor(contextOf(this), (context) => syncHistory(context, request, options));
  }

  /**
   * What the store remembers of a payout, `null` if nothing. Fails with `INVALID_REQUEST` or `API_ERROR`.
   *
   * @example
   * const state = await client.getPayout("2026-11:member_42").map((payout) => payout?.state);
   */
  getPayout(reference: string): ResultAsync<PayoutRecord | null, QueryError> {
    return atTheDoor(contextOf(this), (context) => getPayout(context, reference));
  }

  /**
   * What a batch would do: totals for each currency beside the balance, shortfalls, problems, repeats and what is
   * paid already. Sends nothing. Fails with `INVALID_REQUEST` or `API_ERROR`.
   *
   * @example
   * const plan = await client.planBatch(payouts).map(({ currencies }) => currencies);
   */
  planBatch(payouts: Iterable<PayoutRequest> | AsyncIterable<PayoutRequest>, options?: PlanOptions): ResultAsync<BatchPlan, QueryError> {
    return atTheDoor(contextOf(this), (context) => planBatch(context, payouts, options));
  }

  /**
   * Settles what was sent and never answered. It never makes a first send and never opens a new attempt; run it on
   * a schedule. Fails with `INVALID_REQUEST` or `API_ERROR`.
   *
   * @example
   * const stillUnknown = await client.recover().map((report) => report.unknown);
   */
  recover(options?: CallOptions): ResultAsync<RecoverReport, QueryError> {
    return atTheDoor(contextOf(this), (context) => recover(context, options));
  }

  /**
   * Settles a payout under review by hand, or a reversal with `kind: "reversal"`. It looks at the provider first;
   * `absent` is refused while a send could still become a transfer, and so is a transfer that bears another mark, or
   * none and isn't what was asked for. Fails with `INVALID_REQUEST` or `API_ERROR`, with the payout's outcome.
   *
   * @example
   * await client.resolvePayout("2026-11:member_42", { as: { transferId: "tr_1" }, note: "Ana saw it in the dashboard" });
   */
  resolvePayout(reference: string, resolution: PayoutResolution): ResultAsync<PayoutRecord, QueryError> {
    return atTheDoor(contextOf(this), (context) => resolvePayout(context, reference, resolution));
  }

  /**
   * Calls off a payout that was recorded and never sent, or a reversal with `{ kind: "reversal" }`. Fails with
   * `ALREADY_PAID` (for a reversal: made already), `INVALID_REQUEST` for an unknown reference, and `API_ERROR`
   * wherever a request may have gone out.
   *
   * @example
   * const state = await client.cancelPayout("2026-11:member_42").map((payout) => payout.state);
   */
  cancelPayout(reference: string, choice?: RecordChoice): ResultAsync<PayoutRecord, CancelPayoutError> {
    return atTheDoor(contextOf(this), (context) => cancelPayout(context, reference, choice));
  }

  /**
   * Takes some of a transfer back, in minor units, or all that is left of it, at most once for its reference. A repeat
   * gives the first reversal. Fails with `INVALID_REQUEST` (more than is left, or the reference names another
   * reversal), `INSUFFICIENT_BALANCE` of the recipient, `TRANSFER_FAILED` if it was refused, or `API_ERROR`; after the
   * outcome `unknown`, call again with the same reference and be told.
   *
   * @example
   * const reversal = await client.reverseTransfer({ transferId: "tr_1", reference: "2026-11:member_42:back", amount: 500 });
   */
  reverseTransfer(request: ReversalRequest, options?: CallOptions): ResultAsync<Reversal, ReverseTransferError> {
    return atTheDoor(contextOf(this), (context) => reverseTransfer(context, request, options));
  }

  /**
   * Whether a recipient can be paid now; `null` where the provider can't tell. Fails with `INVALID_REQUEST`,
   * `INVALID_RECIPIENT` if there is no such recipient, or `API_ERROR`.
   *
   * @example
   * const ready = await client.checkRecipient("acct_1").map((check) => check?.ready ?? true);
   */
  checkRecipient(
    recipientId: string,
    options?: CallOptions,
  ): ResultAsync<RecipientCheck | null, PayoutError<"INVALID_REQUEST" | "INVALID_RECIPIENT" | "API_ERROR">> {
    return atTheDoor(contextOf(this), (context) => checkRecipient(context, recipientId, options));
  }

  /**
   * Takes note of what a webhook says of a payout, after a look at the transfer as the provider shows it now. Events
   * that are repeated, late, out of order or about somebody else's transfers change nothing. It sends nothing. Fails
   * with `INVALID_REQUEST` or `API_ERROR`; let the provider deliver the event again then.
   *
   * @example
   * const applied = await webhook.parse(rawBody, signature).andThen((event) => client.applyEvent(event));
   */
  applyEvent(event: ProviderEvent, options?: CallOptions): ResultAsync<AppliedEvent, QueryError> {
    return atTheDoor(contextOf(this), (context) => applyEvent(context, event, options));
  }

  /**
   * Compares the store with the provider, both ways and exactly: what is unknown to one, differs or was taken back.
   * The store takes note of what the provider shows unless `repair` is false; nothing is sent. `timeoutMs` is for
   * each page. Fails with `INVALID_REQUEST` or `API_ERROR`; what it took note of until then is kept.
   *
   * @example
   * const report = await client.reconcile({ from: new Date("2026-11-01"), to: new Date("2026-12-01") });
   */
  reconcile(request?: ReconcileRequest, options?: CallOptions): ResultAsync<ReconcileReport, QueryError> {
    return atTheDoor(contextOf(this), (context) => reconcile(context, request, options));
  }

  /**
   * Waits for what is on the wire, one provider timeout at most, and releases the store, without which most calls fail.
   *
   * @example
   * await client.close();
   */
  close(): ResultAsync<void, PayoutError<"API_ERROR">> {
    return close(contextOf(this));
  }
}

// A private member would make the classes of the ESM and the CommonJS declarations incompatible types.
const contexts = new WeakMap<PayoutClient, OperationContext>();

function contextOf(client: PayoutClient): OperationContext {
  const context = contexts.get(client);
  if (context === undefined) throw new TypeError("PayoutClient: a method was taken off its client; call it on the client, or bind it");
  return context;
}

/** The methods of a client, for people who inject or mock one. */
export type Payouts = Pick<PayoutClient, keyof PayoutClient>;
