import type { CallOptions } from "../domain/call-options.ts";
import type { Issue } from "../domain/errors.ts";
import { describe, isObject } from "../domain/payout-request.ts";
import { unknownFields } from "../domain/words.ts";

/** How long one caller waits. */
export interface CallLimits {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** The names of the options that every call takes. */
export const callOptionNames = ["signal", "timeoutMs"] as const satisfies readonly (keyof CallOptions)[];

/** Reads call options and notes what is wrong with them; what is wrong is replaced by the default. */
export function readCallLimits(
  options: unknown,
  defaultTimeoutMs: number,
  issues: Issue[],
  known: readonly string[] = callOptionNames,
): CallLimits {
  const limits = { signal: undefined, timeoutMs: defaultTimeoutMs };
  if (options === undefined || options === null) return limits;
  try {
    if (isObject(options)) {
      issues.push(...unknownFields(options, known));
      return readLimits(options, defaultTimeoutMs, issues);
    }
    issues.push({ path: "options", message: `expected { signal?, timeoutMs? }, got ${describe(options)}` });
  } catch {
    issues.push({ path: "options", message: "expected { signal?, timeoutMs? }, got an object that throws when it is read" });
  }
  return limits;
}

function readLimits(options: Readonly<Record<string, unknown>>, defaultTimeoutMs: number, issues: Issue[]): CallLimits {
  const signal = readSignal(options["signal"], issues);
  return { signal, timeoutMs: readTimeout(options["timeoutMs"], issues) ?? defaultTimeoutMs };
}

function readSignal(signal: unknown, issues: Issue[]): AbortSignal | undefined {
  if (signal === undefined) return signal;
  if (isAbortSignal(signal)) return nativeSignal(signal);
  issues.push({ path: "signal", message: `expected an AbortSignal, got ${describe(signal)}` });
  return undefined;
}

function readTimeout(timeoutMs: unknown, issues: Issue[]): number | undefined {
  if (timeoutMs === undefined) return undefined;
  if (typeof timeoutMs === "number" && Number.isFinite(timeoutMs) && timeoutMs > 0) return timeoutMs;
  issues.push({ path: "timeoutMs", message: `expected a positive number of milliseconds, got ${describe(timeoutMs)}` });
  return undefined;
}

// By its shape, because a signal may come from another realm or a polyfill.
function isAbortSignal(value: unknown): value is SignalLike {
  return (
    typeof value === "object" &&
    value !== null &&
    "aborted" in value &&
    typeof value.aborted === "boolean" &&
    "addEventListener" in value &&
    typeof value.addEventListener === "function" &&
    "removeEventListener" in value &&
    typeof value.removeEventListener === "function"
  );
}

type SignalLike = Pick<AbortSignal, "aborted" | "reason" | "addEventListener">;

/** Signals are joined with others, which takes ones of this realm. */
function nativeSignal(signal: SignalLike): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  const own = new AbortController();
  const abort = (): void => own.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return own.signal;
}
