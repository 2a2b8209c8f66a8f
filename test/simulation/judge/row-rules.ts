import type { StoredRecord } from "../../../src/ports/payout-store.ts";
import type { Violation } from "./invariants.ts";
import { nameOf } from "./name.ts";

/** What one write to a row may not do, whoever makes it. */
export function breachOfRow(before: StoredRecord | null, after: StoredRecord): Violation | null {
  return leavesPaid(before, after) ?? breachOfAttempts(before, after);
}

/** Whether a write opens an attempt. */
export function opensAttempt(before: StoredRecord | null, after: StoredRecord): boolean {
  return after.attempts.length > (before?.attempts.length ?? 0);
}

/** Whether a write begins to send what nobody was sending. */
export function beginsToSend(before: StoredRecord | null, after: StoredRecord): boolean {
  const settled = before === null || ["ready", "failed", "canceled"].includes(before.state);
  return settled && after.state === "sending";
}

/** Whether a write ends a claim by a command, which is for the holder of its lease alone. */
export function commandsClaim(before: StoredRecord | null, after: StoredRecord): boolean {
  return before?.state === "sending" && ["ready", "unknown", "failed"].includes(after.state);
}

function leavesPaid(before: StoredRecord | null, after: StoredRecord): Violation | null {
  if (before?.state !== "paid") return null;
  const broken = (what: string): Violation => ({ invariant: 10, what: `${nameOf(after)} ${what}` });
  if (after.state !== "paid") return broken(`goes from paid to ${after.state}`);
  if (after.transfer?.id !== before.transfer?.id) return broken("is paid by another transfer than before");
  return (after.transfer?.amountReversed ?? 0) < (before.transfer?.amountReversed ?? 0) ? broken("forgets a reversal") : null;
}

function breachOfAttempts(before: StoredRecord | null, after: StoredRecord): Violation | null {
  const broken = (what: string): Violation => ({ invariant: 6, what: `${nameOf(after)} ${what}` });
  const known = before?.attempts ?? [];
  if (after.attempts.slice(0, -1).some(({ closedAtMs }) => closedAtMs === null)) return broken("has an open attempt that isn't its last");
  if (after.attempts.some(({ number }, index) => number !== index + 1)) return broken("has attempts that aren't counted from 1");
  if (known.some(({ key }, index) => after.attempts[index]?.key !== key)) return broken("changes the key of an attempt");
  if (!opensAttempt(before, after)) return null;
  if (after.attempts.length > known.length + 1) return broken("opens two attempts at once");
  return known.some(({ closedAtMs }) => closedAtMs === null) ? broken("opens an attempt before the last is closed") : null;
}
