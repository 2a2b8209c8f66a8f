import type { PayoutError } from "../index.ts";

/** How the binary ends. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unknown: 3, interrupted: 130 } as const;

/** The exit code of a command that an error ended. */
export function exitCodeOf(error: PayoutError): number {
  if (error.outcome === "unknown") return exitCodes.unknown;
  return error.code === "INVALID_REQUEST" && error.reason === "invalid" ? exitCodes.usage : exitCodes.failed;
}
