import type { StoreFailure } from "../../ports/payout-store.ts";
import { storeFailure } from "../sql/store-failure.ts";

/** What the pool threw, as a failure that says whether a write may have been kept. */
export function postgresFailure(cause: unknown, writes: boolean): StoreFailure {
  const code = codeOf(cause);
  const message = cause instanceof Error && cause.message !== "" ? cause.message : String(code ?? cause);
  return storeFailure({
    message: `Postgres ${problems.get(code ?? "") ?? "couldn't be used; check the connection, then call again"} (${message})`,
    outcome: writes && !surelyKeptNothing(code) ? "unknown" : "not_created",
    cause,
  });
}

/** Whether the server gave way to another transaction and asks to be called again. */
export function isRolledBack(cause: unknown): boolean {
  const code = codeOf(cause);
  return code === serializationFailure || code === deadlockDetected;
}

// SQLSTATE codes of https://www.postgresql.org/docs/current/errcodes-appendix.html
const serializationFailure = "40001";
const deadlockDetected = "40P01";
const statementCompletionUnknown = "40003";
const tooManyConnections = "53300";
const queryCanceled = "57014";
const serverStarting = "57P03";

const problems: ReadonlyMap<string, string> = new Map([
  ["25006", "is read-only, as a standby is; connect to the primary"],
  ["42501", "refused the statement; grant this role the use of the schema and its tables, and CREATE on first use"],
  ["42P01", "has lost the store's tables while they were in use; restore them, then start the process again"],
  ["3D000", "has no such database; create it, or correct the pool's settings"],
  ["28P01", "refused the password; correct the pool's settings"],
  [queryCanceled, "canceled the statement; raise statement_timeout, then call again"],
  [tooManyConnections, "has no connection left; make the pools smaller, then call again"],
]);

/** The classes of errors that end the statement and never a connection whose commit may be under way. */
const refusals = new Set(["0A", "22", "23", "25", "26", "28", "2B", "3D", "3F", "40", "42", "53", "54", "55", "P0"]);
/** The statement was canceled, or the connection was never made. */
const neverRun = new Set([queryCanceled, serverStarting, "ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

function surelyKeptNothing(code: string | null): boolean {
  if (code === null || code === statementCompletionUnknown) return false;
  if (neverRun.has(code)) return true;
  return /^[0-9A-Z]{5}$/.test(code) && refusals.has(code.slice(0, 2));
}

function codeOf(cause: unknown): string | null {
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return null;
  return typeof cause.code === "string" ? cause.code : null;
}
