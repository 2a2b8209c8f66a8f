import { err, ok, type Result, ResultAsync } from "neverthrow";
import type { ProviderCall } from "../../ports/transfer-provider.ts";
import { callStripe, type StripeAnswer, unreadable } from "./call.ts";
import type { StripeClient, StripeRequestOptions } from "./client.ts";
import type { StripeFailure } from "./failure.ts";
import type { StripeSettings } from "./options.ts";

/** How the adapter reaches one account. */
export interface Connection extends StripeSettings {
  /** Frozen into every request, so that a resend is read as the first send was; `null` leaves it to the client. */
  readonly apiVersion: string | null;
}

/** What a read gave. */
export interface Read<T> {
  readonly value: T;
  readonly serverTimeMs: number | null;
}

/** One read: how it is sent, and how its answer is understood (`null` if it can't be). */
export interface ReadRequest<T> {
  readonly send: (client: StripeClient, options: StripeRequestOptions) => PromiseLike<unknown>;
  readonly parse: (body: unknown) => T | null;
}

/** Reads something from Stripe. */
export function read<T>(
  connection: Connection,
  request: ReadRequest<T>,
  call: ProviderCall | undefined,
): ResultAsync<Read<T>, StripeFailure> {
  return new ResultAsync(readPlainly(connection, request, call));
}

/** Does the same without the promises that a ResultAsync adds to each step, for what is read by the thousand. */
export function readPlainly<T>(
  connection: Connection,
  request: ReadRequest<T>,
  call: ProviderCall | undefined,
): Promise<Result<Read<T>, StripeFailure>> {
  const { client, timeoutMs } = connection;
  const answered = callStripe(() => request.send(client, requestOptions(connection)), { timeoutMs, signal: call?.signal });
  return answered.then((answer) => answer.andThen((given) => understand(given, request)));
}

function understand<T>(answer: StripeAnswer, { parse }: ReadRequest<T>): Result<Read<T>, StripeFailure> {
  const value = parse(answer.body);
  return value === null ? err(unreadable(answer)) : ok({ value, serverTimeMs: answer.serverTimeMs });
}

/** What goes with every request; the retries are the library's own, so stripe-node makes none. */
export function requestOptions(connection: Connection): StripeRequestOptions {
  const { timeoutMs, apiVersion, stripeAccount } = connection;
  return {
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    ...(apiVersion === null ? {} : { apiVersion }),
    ...(stripeAccount === null ? {} : { stripeAccount }),
  };
}
