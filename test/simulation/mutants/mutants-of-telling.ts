import { minuteMs } from "../world/durations.ts";
import type { Knobs } from "../world/knobs.ts";
import type { Mutant } from "./mutant.ts";

/** What is rare then doesn't drown in what goes wrong at the provider. */
const orderly: Partial<Knobs> = {
  requestLost: 0,
  requestLate: 0,
  responseLost: 0,
  unavailable: 0,
  rateLimited: 0,
  unauthorized: 0,
  forbidden: 0,
  badRequest: 0,
  declined: 0,
  storedServerError: 0,
  webhookLost: 1,
  crash: 0,
};

/** Mistakes in what is made of an answer, and in what a caller is told. */
export const mutantsOfTelling: readonly Mutant[] = [
  {
    name: "server-error-as-failed",
    mistake: "a 5xx closes the attempt as failed",
    changes: [{ file: "lifecycle/settle.ts", find: "return { record: toUnknown(withFlags(noted, failure), nowMs), alarm: null };", replace: "return { record: failure.serverError ? toFailed(noted, nowMs) : toUnknown(withFlags(noted, failure), nowMs), alarm: null };" }],
    caughtBy: [3, 1],
  },
  {
    name: "timeout-as-failed",
    mistake: "no answer closes the attempt as failed",
    changes: [{ file: "lifecycle/settle.ts", find: "return { record: toUnknown(withFlags(noted, failure), nowMs), alarm: null };", replace: "return { record: toFailed(noted, nowMs), alarm: null };" }],
    caughtBy: [3, 1],
  },
  {
    name: "rate-limit-as-failed",
    mistake: "a 429 closes the attempt as failed, whatever was sent before it",
    changes: [{ file: "lifecycle/settle.ts", find: "return { record: releaseClaim(noted, nowMs), alarm: null };", replace: "return { record: toFailed(noted, nowMs), alarm: null };" }],
    caughtBy: [3, 1],
  },
  {
    name: "decline-believed",
    from: 900,
    mistake: "a decline that is no replay is believed though an earlier request is unanswered",
    changes: [{ file: "lifecycle/settle.ts", find: "const sealed = failure.replayed ||", replace: "const sealed = true ||" }],
    caughtBy: [3, 1],
  },
  {
    name: "conflict-as-failed",
    mistake: "a key that was used with other parameters closes the attempt as failed",
    changes: [{ file: "lifecycle/settle.ts", find: 'return { record: toUnknown(flagged, nowMs), alarm: { type: "parameters_differ" } };', replace: 'return { record: toFailed(flagged, nowMs), alarm: { type: "parameters_differ" } };' }],
    caughtBy: [],
    harmless: "within the assumptions a key meets other parameters only after the store has lost its record, and what had been sent was looked up before",
  },
  {
    name: "failed-lookup-as-absent",
    from: 1000,
    climate: { readFails: 0.8, responseLost: 0.8, crash: 0.01, storeUnavailable: 0 },
    mistake: "a lookup that fails is read as one that found nothing",
    changes: [
      {
        file: "operations/paced-reads.ts",
        find: "findByReference: (mark, call) => paced(call, (inner) => provider.findByReference(mark, inner)),",
        replace: "findByReference: (mark, call) => paced(call, (inner) => provider.findByReference(mark, inner)).orElse(() => okAsync({ transfers: [], serverTimeMs: null })),",
      },
      { file: "operations/paced-reads.ts", find: 'import type { ResultAsync } from "neverthrow";', replace: 'import { okAsync, type ResultAsync } from "neverthrow";' },
    ],
    caughtBy: [3, 1],
  },
  {
    name: "one-empty-lookup",
    mistake: "one empty lookup is enough, however young the last send is",
    changes: [{ file: "lifecycle/look-up.ts", find: "if (emptyLookups < neededEmptyLookups || !quiet) return counted;", replace: "if (false && !quiet) return counted;" }],
    caughtBy: [3, 1],
  },
  {
    name: "server-error-forgotten",
    mistake: "a payout whose request was answered 5xx is closed as absent like any other",
    changes: [{ file: "lifecycle/look-up.ts", find: "return attempt.serverError\n", replace: "return attempt.serverError && moment.processMs < 0\n" }],
    limit: "rolls_forward_after_quiet",
    caughtBy: [3, 1],
  },
  {
    name: "no-lookup-of-new",
    mistake: "a reference that the store doesn't know is sent without a look at the provider",
    changes: [{ file: "lifecycle/preflight.ts", find: "const needed = continuity.needsLookup(account);", replace: "const needed: boolean | Promise<boolean> = continuity.needsLookup(account) && false;" }],
    caughtBy: [1, 3],
  },
  {
    name: "balance-before-the-record",
    mistake: "the balance is checked before the record is read",
    changes: [{ file: "lifecycle/pay-once.ts", find: "const watch = { stop,", replace: "const early = payout === null || !checkBalance ? null : await funds.check(payout);\n    if (early?.isErr() === true) return failed(early.error);\n    const watch = { stop," }],
    caughtBy: [3],
  },
  {
    name: "not-created-while-claimable",
    mistake: "a caller who gives up is told that nothing was created while its request is on the wire",
    changes: [{ file: "lifecycle/flight.ts", find: 'if (this.#waiters > 0 || this.#onWire) return err(stopError(reason, "unknown", reference));', replace: 'if (this.#waiters > 0 || this.#onWire) return err(stopError(reason, "not_created", reference));' }],
    caughtBy: [3],
  },
  {
    name: "old-answer-told",
    mistake: "a call that joins another after its last look is told what that look saw",
    changes: [{ file: "lifecycle/flight.ts", find: "this.#looks > 0 && this.#looks === looksBefore;", replace: "this.#looks < 0;" }],
    climate: { ...orderly, responseLate: 0, readFails: 0, storeUnavailable: 0.2, storeLate: 0, pause: 0.1, longestPauseMs: 20 * minuteMs },
    caughtBy: [3],
  },
  {
    name: "claim-not-withdrawn",
    mistake: "a claim whose commit went unanswered is left to land whenever it does",
    changes: [{ file: "lifecycle/drive.ts", find: "await ledger.change(seen, withdrawal(seen, decide, lease));", replace: "withdrawal(seen, decide, lease);" }],
    climate: { ...orderly, responseLate: 0.6, readFails: 0.2, storeUnavailable: 0, storeLate: 0.15, pause: 0.05, longestPauseMs: 10 * minuteMs },
    caughtBy: [3],
  },
  {
    name: "claim-not-given-back",
    mistake: "a claim that wasn't used is told as not created and left for others to send",
    changes: [{ file: "domain/payout-record.ts", find: 'case "ready":\n    case "failed":', replace: 'case "ready":\n    case "sending":\n    case "failed":' }],
    caughtBy: [3],
  },
  {
    name: "group-match-accepted",
    mistake: "any transfer of the same group is taken for ours",
    changes: [{ file: "lifecycle/stored-transfer.ts", find: "return mark?.namespace === id.namespace &&", replace: "return true || mark?.namespace === id.namespace &&" }],
    caughtBy: [2, 4, 5],
  },
];
