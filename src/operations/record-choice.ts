import type { Issue } from "../domain/errors.ts";
import type { RecordKind } from "../ports/payout-store.ts";
import { readOneOf } from "./filters.ts";

/** Whose reference is meant: payouts and reversals have names of their own. */
export interface RecordChoice {
  /** A payout, if left out. */
  readonly kind?: RecordKind | undefined;
}

/** Reads which kind of record a caller means and notes what is wrong with it. */
export function readKind(fields: Readonly<Record<string, unknown>>, issues: Issue[]): RecordKind {
  return readOneOf("kind", recordKinds, fields["kind"], issues) ?? "payout";
}

const recordKinds: readonly RecordKind[] = ["payout", "reversal"];
