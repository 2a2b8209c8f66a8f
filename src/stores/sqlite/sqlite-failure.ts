import { isPayoutError } from "../../domain/errors.ts";
import type { StoreFailure } from "../../ports/payout-store.ts";
import { storeFailure } from "../sql/store-failure.ts";

/** What SQLite or the file system threw, as a failure that says what to do about it. */
export function sqliteFailure(
  cause: unknown,
  path: string,
  outcome: "not_created" | "unknown" = "not_created",
): StoreFailure {
  if (isPayoutError(cause, "API_ERROR")) return cause;
  const { problem, retryable } = problems.get(primaryCode(cause) ?? -1) ?? otherProblem;
  return storeFailure({ message: `${path} ${problem} (${messageOf(cause)})`, outcome, retryable, cause });
}

/** Whether somebody else holds the file. */
export function isLocked(cause: unknown): boolean {
  const code = primaryCode(cause);
  return code === sqliteBusy || code === sqliteLocked;
}

interface Problem {
  readonly problem: string;
  readonly retryable: boolean;
}

// The primary result codes of https://www.sqlite.org/rescode.html
const sqliteBusy = 5;
const sqliteLocked = 6;
const locked: Problem = {
  problem: "is locked by another process; end what holds it, then call again",
  retryable: true,
};
const damaged = "restore it from a backup, or give another path";

const problems: ReadonlyMap<number, Problem> = new Map([
  [sqliteBusy, locked],
  [sqliteLocked, locked],
  [8, { problem: "can't be written; allow this process to write the file and its folder", retryable: true }],
  [10, { problem: "met a disk error; check the disk, then call again", retryable: true }],
  [11, { problem: `is damaged; ${damaged}`, retryable: false }],
  [13, { problem: "has no room left on its disk; free some, then call again", retryable: true }],
  [14, { problem: "can't be opened; check the path and the permissions of its folder", retryable: true }],
  [26, { problem: `isn't a SQLite database; ${damaged}`, retryable: false }],
]);

const otherProblem: Problem = { problem: "couldn't be used", retryable: true };

function primaryCode(cause: unknown): number | null {
  if (!(cause instanceof Error) || !("errcode" in cause) || typeof cause.errcode !== "number") return null;
  return cause.errcode & 0xff;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
