import type { TransferReversals } from "../../src/ports/transfer-reversals.ts";

/** Reversals that are right but for one thing, and the sentence is one that they break. */
export const brokenReversals: readonly (readonly [sentence: string, breakage: (right: TransferReversals) => Partial<TransferReversals>])[] = [
  [
    "prepare of a reversal gives the same request for the same reversal, and another for another",
    (right) => ({ prepare: (reversal) => right.prepare(reversal).map(({ body }) => ({ apiVersion: String(counter()), body })) }),
  ],
  [
    "prepare of a reversal gives the same request for the same reversal, and another for another",
    (right) => ({ prepare: (reversal) => right.prepare({ ...reversal, reference: "all" }) }),
  ],
  [
    "a reversal takes the amount back of its transfer, bears its mark and says that it is new",
    (right) => ({ create: (command) => right.create(command).map((made) => ({ ...made, reversal: { ...made.reversal, mark: null } })) }),
  ],
  [
    "a reversal under the same key and parameters answers the first one and says so",
    (right) => ({ create: (command) => right.create({ ...command, idempotencyKey: `key ${counter()}` }) }),
  ],
  [
    "a reversal under the same key and other parameters is a key_conflict and takes nothing back",
    (right) => ({ create: (command) => right.create({ ...command, idempotencyKey: command.prepared.body }) }),
  ],
  [
    "twins of a reversal take the money back once",
    (right) => ({ create: (command) => right.create({ ...command, idempotencyKey: `key ${counter()}` }) }),
  ],
  [
    "a reversal of more than is left is declined and takes nothing back",
    (right) => ({ create: (command) => right.create(command).mapErr((failure) => ({ ...failure, kind: "indeterminate" as const })) }),
  ],
  [
    "a lookup of reversals finds every one of its transfer and mark, oldest first, and no other",
    (right) => ({ find: (query, call) => right.find(query, call).map((found) => ({ ...found, reversals: found.reversals.slice(0, 1) })) }),
  ],
  [
    "a lookup of reversals finds every one of its transfer and mark, oldest first, and no other",
    (right) => ({ find: (query, call) => right.find(query, call).map((found) => ({ ...found, reversals: found.reversals.toReversed() })) }),
  ],
  [
    "a reversal's reference of 255 characters of any alphabet is found and read back as it was",
    (right) => ({
      find: (query, call) =>
        right.find(query, call).map((found) => ({ ...found, reversals: found.reversals.map((reversal) => ({ ...reversal, mark: null })) })),
    }),
  ],
  [
    "a lookup of reversals is complete where a transfer has more than a page of them",
    (right) => {
      let made = 0;
      return {
        create: (command) => {
          made += 1;
          return right.create(command);
        },
        find: (query, call) => right.find(query, call).map((found) => (made > 10 ? { ...found, reversals: [] } : found)),
      };
    },
  ],
  ["a signal that is aborted already ends a lookup of reversals with aborted", (right) => ({ find: (query) => right.find(query) })],
  [
    "a lost answer to a reversal is indeterminate, and the same key then answers the reversal that was made",
    (right) => ({ create: (command) => right.create(command).mapErr((failure) => ({ ...failure, kind: "declined" as const })) }),
  ],
];

let count = 0;

function counter(): number {
  count += 1;
  return count;
}
