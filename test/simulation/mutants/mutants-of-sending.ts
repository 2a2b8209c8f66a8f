import type { Mutant } from "./mutant.ts";

/** Mistakes in what is sent, when, and under which key. */
export const mutantsOfSending: readonly Mutant[] = [
  {
    name: "random-key",
    mistake: "each send goes out under a key of its own",
    changes: [{ file: "lifecycle/send.ts", find: "create({ idempotencyKey, prepared })", replace: "create({ idempotencyKey: `${idempotencyKey}${context.clock.random()}`, prepared })" }],
    caughtBy: [7, 1],
  },
  {
    name: "new-key-on-timeout",
    mistake: "an unanswered request is repeated under a new key",
    changes: [
      { file: "lifecycle/claim.ts", find: "const change = { lastSentAtMs,", replace: "const change = { key: idempotencyKey(record, attempt.number + attempt.sends), lastSentAtMs," },
      { file: "lifecycle/claim.ts", find: 'import { invariant }', replace: 'import { idempotencyKey } from "./key.ts";\nimport { invariant }' },
    ],
    caughtBy: [6, 1],
  },
  {
    name: "takeover-mints-a-key",
    mistake: "whoever takes a payout over from a dead process sends it under a new key",
    changes: [
      {
        file: "lifecycle/claim.ts",
        find: "const change = { lastSentAtMs,",
        replace: 'const change = { ...(record.state === "sending" ? { key: idempotencyKey(record, attempt.number + 1) } : {}), lastSentAtMs,',
      },
      { file: "lifecycle/claim.ts", find: 'import { invariant }', replace: 'import { idempotencyKey } from "./key.ts";\nimport { invariant }' },
    ],
    caughtBy: [6, 1],
  },
  {
    name: "no-window",
    mistake: "a key is sent again however old it is",
    changes: [{ file: "lifecycle/next-step.ts", find: "return maybeElapsed(currentAttempt(record).firstSentAtMs,", replace: "return false && maybeElapsed(currentAttempt(record).firstSentAtMs," }],
    caughtBy: [8, 1],
  },
  {
    name: "old-key-after-failed",
    mistake: "the next attempt goes out under the key of the first",
    changes: [{ file: "lifecycle/attempts.ts", find: "key: idempotencyKey(record, number),", replace: "key: idempotencyKey(record, 1)," }],
    caughtBy: [7, 8, 5],
  },
  {
    name: "intent-after-the-send",
    mistake: "the claim is written while the request is on its way",
    changes: [
      {
        file: "lifecycle/drive.ts",
        find: "const claim = await ledger.change(seen, decide);",
        replace: 'const intended = decide(seen.record, seen.moment);\nvoid ledger.change(seen, decide);\nconst claim = ok({ ...seen, record: intended, written: true });',
      },
    ],
    caughtBy: [9],
  },
  {
    name: "parameters-not-frozen",
    mistake: "a repeated request is made anew from the record",
    changes: [
      {
        file: "lifecycle/send.ts",
        find: "await callProvider(context, claim, key, prepared);",
        replace: "await callProvider(context, claim, key, context.provider.prepare({ ...claim.record, namespace: context.namespace }).unwrapOr(prepared));",
      },
    ],
    caughtBy: [7],
  },
  {
    name: "no-guard",
    mistake: "a request leaves however long its process was paused since the claim",
    changes: [{ file: "lifecycle/send.ts", find: "if (watch.stop.aborted || !young) return false;", replace: "return true;" }],
    caughtBy: [9, 8, 1, 3],
  },
  {
    name: "lease-not-waited-for",
    mistake: "a process takes over at once what another is sending",
    changes: [
      {
        file: "lifecycle/next-step.ts",
        find: 'return leaseIsOver(record, around) ? nextOfUnanswered(record, around) : "wait";',
        replace: "return nextOfUnanswered(record, around);",
      },
    ],
    caughtBy: [],
    harmless: "a lease saves work and excludes nobody: a takeover goes on under the same attempt and key, so the provider still executes it once",
  },
  {
    name: "lease-ignored",
    mistake: "a writer whose lease ran out still records what its request was told",
    changes: [{ file: "lifecycle/send.ts", find: "if (current.lease?.token === claim.lease.token) return settleFailure", replace: "if (openAttempt(current) !== null) return settleFailure" }],
    caughtBy: [6],
  },
  {
    name: "attempt-opened-by-recover",
    mistake: "what a recovery closes as failed it sends again as a new attempt",
    changes: [
      { file: "lifecycle/drive.ts", find: "const { payout, stop } = this.#terms;\n    if (payout === null) return this.#unsettled(seen);", replace: "const { stop } = this.#terms;\n    const payout = this.#terms.payout ?? (seen.record === null ? null : { ...seen.record });\n    if (payout === null) return this.#unsettled(seen);" },
      { file: "lifecycle/drive.ts", find: "this.#part === null && this.#terms.payout !== null ?", replace: "this.#part === null || this.#terms.payout === null ?" },
    ],
    caughtBy: [6],
  },
  {
    name: "paid-left",
    mistake: "a payout that is paid can be sent once more",
    changes: [{ file: "lifecycle/next-step.ts", find: 'case "paid":\n    case "failed":', replace: 'case "paid":\n      return "open";\n    case "failed":' }],
    caughtBy: [10, 6],
  },
  {
    name: "fast",
    mistake: "nobody waits for the rate's leave",
    changes: [{ file: "pacing/token-bucket.ts", find: "return Math.max(0, untilTokenMs, oldestMs + size / perMs - nowMs);", replace: "return 0;" }],
    caughtBy: [11],
  },
];
