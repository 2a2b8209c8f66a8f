import { err, ResultAsync, type Result } from "neverthrow";
import type { ApiErrorReason, PayoutError } from "../domain/errors.ts";
import { backoffMs } from "../pacing/backoff.ts";
import { askProvider, type ProviderRead } from "./ask-provider.ts";
import type { CallLimits } from "./call-limits.ts";
import type { QueryContext } from "./query-context.ts";
import { Waiting } from "./waiting.ts";

/** What a read needs of its surroundings. */
export type ReadContext = Pick<QueryContext, "pacer" | "clock" | "emit">;

/** Reads from the provider within one caller's limits. */
export interface Reader {
  /** Takes its turn at the pacer, calls, and repeats what may succeed when it is repeated. */
  read<T, E extends PayoutError>(call: ProviderRead<T, E>): Promise<Result<T, E | PayoutError<"API_ERROR">>>;
  /** Waits for something that takes its own turns at the pacer. */
  wait<T, E extends PayoutError>(call: ProviderRead<T, E>): Promise<Result<T, E | PayoutError<"API_ERROR">>>;
}

/** Does some work that reads from the provider, all of it within one caller's limits. */
export function reading<T, E>(
  context: ReadContext,
  limits: CallLimits,
  work: (reader: Reader) => Promise<Result<T, E>>,
): ResultAsync<T, E> {
  const waiting = new Waiting(context.clock, limits);
  const reader: Reader = {
    read: (call) => readPatiently(context, waiting, call),
    wait: (call) => waitFor(waiting, call),
  };
  return new ResultAsync(work(reader).finally(() => waiting.close()));
}

async function readPatiently<T, E extends PayoutError>(
  context: ReadContext,
  waiting: Waiting,
  call: ProviderRead<T, E>,
): Promise<Result<T, E | PayoutError<"API_ERROR">>> {
  let failures = 0;
  let last: PayoutError | null = null;
  for (let tries = 1; ; tries += 1) {
    const answer = await readOnce(context, waiting, call);
    if (answer.isOk()) return answer;
    if (waiting.signal.aborted) return err(waiting.error(last));
    const { error } = answer;
    if (!isRateLimited(error)) failures += 1;
    if (!isWorthRepeating(error) || failures >= mostFailures) return answer;
    last = error;
    const delayMs = backoffMs(tries, () => context.clock.random());
    context.emit({ type: "request.retried", delayMs, error });
    await context.clock.sleep(delayMs, waiting.signal);
    if (waiting.signal.aborted) return err(waiting.error(last));
  }
}

async function readOnce<T, E extends PayoutError>(
  context: ReadContext,
  waiting: Waiting,
  call: ProviderRead<T, E>,
): Promise<Result<T, E | PayoutError<"API_ERROR">>> {
  const entered = await context.pacer.enter("read", waiting.signal);
  if (entered.isErr()) return err(entered.error);
  const answer = await askProvider(call, waiting.signal);
  if (answer.isErr() && isRateLimited(answer.error)) {
    const { retryAfterMs } = answer.error.details;
    context.emit({ type: "request.rate_limited", retryAfterMs: retryAfterMs ?? null });
    entered.value.leaveLimited(answer.error.details);
  } else {
    entered.value.leave();
  }
  return answer;
}

async function waitFor<T, E extends PayoutError>(
  waiting: Waiting,
  call: ProviderRead<T, E>,
): Promise<Result<T, E | PayoutError<"API_ERROR">>> {
  const answer = await askProvider(call, waiting.signal);
  return answer.isErr() && waiting.signal.aborted ? err(waiting.error(null)) : answer;
}

function isRateLimited(error: PayoutError): error is PayoutError<"API_ERROR"> {
  return error.code === "API_ERROR" && error.reason === "rate_limited";
}

function isWorthRepeating(error: PayoutError): boolean {
  return error.code === "API_ERROR" && repeatableReasons.has(error.reason);
}

const repeatableReasons: ReadonlySet<ApiErrorReason> = new Set([
  "network",
  "timeout",
  "rate_limited",
  "unavailable",
  "invalid_response",
]);

// A 429 isn't counted: the provider is well and asks for patience.
const mostFailures = 4;
