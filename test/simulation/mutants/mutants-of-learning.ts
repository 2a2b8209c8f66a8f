import type { Change, Mutant } from "./mutant.ts";

const believeTheEvent: readonly Change[] = [
  { file: "operations/apply-event.ts", find: "apply(context, reader, hint)", replace: "apply(context, reader, { ...hint, told: event.transfer })" },
  { file: "operations/apply-event.ts", find: "const now = await reader.read((call) => context.provider.get(hint.transferId, call).andThen(checkTransfer));", replace: "const now = ok(hint.told);" },
];

/** Mistakes in what is learnt from webhooks, comparisons and other reads, and in how a client is closed. */
export const mutantsOfLearning: readonly Mutant[] = [
  {
    name: "webhook-believed",
    mistake: "a webhook is believed as it stands, with whatever transfer and amount it tells",
    changes: believeTheEvent,
    caughtBy: [2, 5],
  },
  {
    name: "webhook-of-another-account",
    mistake: "a webhook of another account is believed",
    changes: [...believeTheEvent, { file: "operations/apply-event.ts", find: "if (isElsewhere || !bearsMark(hint, id)) return ok(nothing);", replace: "if (!bearsMark(hint, id)) return ok(nothing);" }],
    caughtBy: [2, 5],
  },
  {
    name: "webhook-of-another-account-looked-at",
    mistake: "a webhook of another account is a reason to look at one's own",
    changes: [{ file: "operations/apply-event.ts", find: "if (isElsewhere || !bearsMark(hint, id)) return ok(nothing);", replace: "if (!bearsMark(hint, id)) return ok(nothing);" }],
    caughtBy: [],
    harmless: "an event only says where to look, and what one's own account shows is true",
  },
  {
    name: "mark-of-a-webhook-believed",
    mistake: "the reference of a webhook is believed, whatever its transfer's own one is",
    changes: [{ file: "operations/apply-event.ts", find: "if (now.value.id !== hint.transferId || !bearsMark(now.value, id))", replace: "if (now.value.id !== hint.transferId)" }],
    caughtBy: [2, 5],
  },
  {
    name: "failed-then-paid-unalarmed",
    mistake: "nobody is alarmed by a webhook of a payout that had failed",
    changes: [{ file: "lifecycle/learn-transfer.ts", find: "announce(context, seen.record, changed.value, transition);", replace: "announce(context, seen.record, changed.value, null);" }],
    from: 260,
    limit: "lands_after_settle",
    climate: { webhookLost: 0, requestLate: 0.8, readFails: 0, crash: 0 },
    caughtBy: [13],
  },
  {
    name: "reversal-forgotten",
    mistake: "a webhook is believed in how much was taken back, and an old one lowers it",
    changes: [
      { file: "operations/apply-event.ts", find: "context.provider.get(hint.transferId, call).andThen(checkTransfer)", replace: "context.provider.get(hint.transferId, call).map((transfer) => ({ ...transfer, amountReversed: Math.min(transfer.amount, hint.amountReversed) }))" },
      { file: "operations/apply-event.ts", find: "known.amountReversed >= amountReversed;", replace: "known.amountReversed === amountReversed;" },
      { file: "lifecycle/settle.ts", find: "if (transfer.amountReversed <= known.amountReversed)", replace: "if (transfer.amountReversed === known.amountReversed)" },
    ],
    climate: { webhookLost: 0 },
    caughtBy: [10, 2],
  },
  {
    name: "page-end-as-end",
    mistake: "the end of a page is read as the end of the history",
    changes: [{ file: "operations/transfer-pager.ts", find: "this.#isDone = nextCursor === null;", replace: "this.#isDone = true;" }],
    caughtBy: [5, 2],
  },
  {
    name: "unreadable-as-missing",
    mistake: "a transfer that couldn't be read is told as missing at the provider",
    changes: [{ file: "operations/reconcile-run.ts", find: 'return found.error.reason === "not_found" ? ok(null) : err(found.error);', replace: "return ok(null);" }],
    limit: "lookups_lag",
    climate: { readFails: 0.5, storeUnavailable: 0, crash: 0 },
    caughtBy: [5],
  },
  {
    name: "found-and-not-kept",
    mistake: "a comparison tells what it found and the store takes no note of it",
    changes: [{ file: "operations/pair-comparison.ts", find: "if (isKnown || !this.#terms.repair) return", replace: "if (isKnown || this.#terms.repair) return" }],
    caughtBy: [5],
  },
  {
    name: "total-before-reversals",
    mistake: "totals count what was taken back",
    changes: [{ file: "operations/get-total-paid.ts", find: "amount: amount - amountReversed", replace: "amount: amount + 0 * amountReversed" }],
    caughtBy: [2, 5],
  },
  {
    name: "repeats-planned-as-new",
    mistake: "a plan counts a repeated payout as one that would be sent, and never as a repeat",
    changes: [{ file: "operations/plan-payouts.ts", find: "this.#tally.duplicates += 1;", replace: "this.#tally.alreadyPaid += 1;" }],
    caughtBy: [2],
  },
  {
    name: "everybody-ready",
    mistake: "every recipient is told to be ready",
    changes: [{ file: "operations/recipient.ts", find: "return isVerdict ? ok(verdict)", replace: "return isVerdict ? ok({ ...verdict, ready: true })" }],
    caughtBy: [2],
  },
  {
    name: "sent-after-close",
    from: 3700,
    mistake: "a client lets go of its store and of nothing else when it is closed",
    changes: [
      { file: "operations/close.ts", find: "payer.stopAll();", replace: "" },
      { file: "operations/close.ts", find: "Promise.race([payer.idle(),", replace: "Promise.race([Promise.resolve()," },
      { file: "operations/close.ts", find: "await lifecycle.ledger.settled();", replace: "" },
    ],
    caughtBy: [0],
  },
];
