/** The promises that hold at all times, by their numbers; 0 is what any library owes, and 12, that a seed gives the same trace, has a test. */
export const invariants = {
  0: "every call is answered, nothing throws, and nothing is sent after close",
  1: "at most one movement for a reference",
  2: "what is reported exists as reported",
  3: "what is reported as not created doesn't exist and never will without a new call",
  4: "once faults stop nothing stays unknown but reviews with a cause",
  5: "the store and the provider agree in the end",
  6: "one open attempt for a reference, commanded by its lease's holder; the next only after it and by a caller's call",
  7: "a key never carries other parameters, and follows from the payout's identity",
  8: "no key is sent past its window",
  9: "the intent is durable, and young, before the wire",
  10: "paid is for ever",
  11: "the rate is kept",
  13: "what failed and turns out to be paid raises an alarm",
  14: "no more is asked back of a transfer than was sent",
} as const;

/** The number of an invariant. */
export type InvariantNumber = keyof typeof invariants;

/** A promise that was broken. */
export interface Violation {
  readonly invariant: InvariantNumber;
  readonly what: string;
}
