import type { Mutant } from "./mutant.ts";

/** Mistakes in how money is taken back. */
export const mutantsOfReversing: readonly Mutant[] = [
  {
    name: "reversal-under-a-random-key",
    mistake: "each send of a reversal goes out under a key of its own",
    changes: [
      { file: "lifecycle/movement.ts", find: "function reversalMovement({ provider, reads }: LifecycleContext", replace: "function reversalMovement({ provider, reads, clock }: LifecycleContext" },
      { file: "lifecycle/movement.ts", find: "        .create(command)\n", replace: "        .create({ ...command, idempotencyKey: `${command.idempotencyKey}${clock.random()}` })\n" },
    ],
    caughtBy: [7, 1],
  },
  {
    name: "reversal-amount-not-frozen",
    mistake: "a repeated reversal asks for what is left by then",
    changes: [
      {
        file: "lifecycle/send.ts",
        find: "await callProvider(context, claim, key, prepared);",
        replace: `await callProvider(context, claim, key, claim.record.targetTransferId === null || sends < 2 ? prepared : (await context.reads.get(claim.record.targetTransferId)).andThen((transfer) =>
          movementOf(context, targetOf(claim.record)).prepare({ ...claim.record, amount: Math.max(1, transfer.amount - transfer.amountReversed) })).unwrapOr(prepared));`,
      },
    ],
    caughtBy: [7],
  },
  {
    name: "reversal-not-looked-up",
    mistake: "a reversal that the store doesn't know is made without a look at the provider",
    changes: [{ file: "lifecycle/preflight.ts", find: 'if (id.kind === "reversal") return true;', replace: 'if (id.kind === "reversal") return false;' }],
    from: 1400,
    climate: { requestLost: 0, storedServerError: 0, declined: 0 },
    caughtBy: [1, 3],
  },
  {
    name: "more-asked-back-than-sent",
    mistake: "an amount is asked back without a look at what is left",
    changes: [{ file: "operations/reverse-transfer.ts", find: "return amount > rest || amount === 0 ? err(", replace: "return amount === 0 ? err(" }],
    caughtBy: [14],
  },
  {
    name: "unseen-reversal-as-not-created",
    mistake: "a reversal that nobody could look at is told as not created",
    changes: [{ file: "operations/reverse-transfer.ts", find: 'error.reason === "not_found" ? "not_created" : "unknown"', replace: '"not_created"' }],
    caughtBy: [3],
  },
  {
    name: "own-reversal-taken-for-anothers",
    mistake: "what is missing of a transfer is never looked for under the reversal's own reference",
    changes: [{ file: "operations/reverse-transfer.ts", find: "if (found.value !== null) return bound(context, reader, wanted, found.value);", replace: "" }],
    caughtBy: [3],
  },
];
