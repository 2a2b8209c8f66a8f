import { err, ok, type Result } from "neverthrow";
import { isObject } from "../../domain/payout-request.ts";
import { whenAborted } from "../../domain/when-aborted.ts";
import { plainFailure, readFailure, type StripeFailure } from "./failure.ts";
import { readHeaders, type StripeHeaders } from "./headers.ts";

/** What Stripe answered; its shape isn't checked yet. */
export interface StripeAnswer extends StripeHeaders {
  /** The HTTP status, `null` where it isn't known. */
  readonly status: number | null;
  readonly body: unknown;
}

/** How long a request is waited for. */
export interface Waiting {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one request through stripe-node and waits for its answer. It never throws or rejects.
 *
 * stripe-node has no signal, starts its timeout anew with every byte and resends once after a broken
 * connection, so the whole call has a deadline of its own.
 */
export function callStripe(
  send: () => PromiseLike<unknown>,
  waiting: Waiting,
): Promise<Result<StripeAnswer, StripeFailure>> {
  const { signal, timeoutMs } = waiting;
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve(err(plainFailure("aborted")));
    const settle = (result: Result<StripeAnswer, StripeFailure>): void => {
      clearTimeout(deadline);
      forget?.();
      resolve(result);
    };
    const deadline = setTimeout(() => settle(err(plainFailure("timeout"))), timeoutMs);
    const forget = signal && whenAborted(signal, () => settle(err(plainFailure("aborted"))));
    void start(send).then(settle);
  });
}

/** The failure of an answer whose body isn't what was asked for. */
export function unreadable(answer: StripeAnswer): StripeFailure {
  return { ...plainFailure("unreadable", answer), status: answer.status };
}

async function start(send: () => PromiseLike<unknown>): Promise<Result<StripeAnswer, StripeFailure>> {
  try {
    return readAnswer(await send());
  } catch (cause) {
    return err(readFailure(cause));
  }
}

function readAnswer(response: unknown): Result<StripeAnswer, StripeFailure> {
  if (!isObject(response)) return err(plainFailure("unreadable"));
  const { lastResponse } = response;
  const raw = isObject(lastResponse) ? lastResponse : {};
  const headers = readHeaders(raw["headers"]);
  const status = readStatus(raw["statusCode"]) ?? readStatus(raw["status"]);
  // stripe-node takes any JSON without the field `error` for a success, whatever its status is.
  if (status !== null && (status < 200 || status > 299)) {
    return err({ ...plainFailure("unreadable", headers), status });
  }
  // The copy leaves `lastResponse` behind, which holds the request and with it the API key.
  return ok({ ...headers, status, body: { ...response } });
}

function readStatus(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
