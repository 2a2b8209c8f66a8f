import type { RecordId } from "../../../src/ports/payout-store.ts";

/** What a payout or a reversal is called here: each kind has references of its own, and both may choose the same. */
export function nameOf({ kind, reference }: Pick<RecordId, "kind" | "reference">): string {
  return kind === "payout" ? reference : `${reference} back`;
}
