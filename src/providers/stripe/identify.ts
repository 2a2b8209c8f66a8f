import { err, ok, okAsync, type Result, ResultAsync } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import type { ProviderCall, ProviderIdentity } from "../../ports/transfer-provider.ts";
import { type Connection, type Read, read } from "./connection.ts";
import type { StripeFailure } from "./failure.ts";
import { modeFromStripe } from "./from-stripe.ts";
import { accountFromStripe } from "./from-stripe-account.ts";
import { apiError, readError, reasonOf } from "./map-error.ts";

/** Which account is called, and whether its money is real. */
export function identify(
  connection: Connection,
  call: ProviderCall | undefined,
): ResultAsync<ProviderIdentity, PayoutError<"API_ERROR">> {
  const both = ResultAsync.combine([readAccount(connection, call), readMode(connection, call)]);
  return both.map(([account, { value, serverTimeMs }]) => ({ mode: value, account, serverTimeMs }));
}

function readAccount(
  connection: Connection,
  call: ProviderCall | undefined,
): ResultAsync<string, PayoutError<"API_ERROR">> {
  const known = connection.account ?? connection.stripeAccount;
  if (known !== null) return okAsync(known);
  return read(
    connection,
    { send: (client, options) => client.accounts.retrieveCurrent({}, options), parse: accountFromStripe },
    call,
  )
    .map(({ value }) => value)
    .mapErr((failure) =>
      isForbidden(failure)
        ? forbidden(failure, "/v1/account", 'give stripeProvider the option account, such as "acct_1A2b3C"')
        : readError(failure, "read the account"),
    );
}

type Mode = ProviderIdentity["mode"];

function readMode(connection: Connection, call: ProviderCall | undefined): ResultAsync<Read<Mode>, PayoutError<"API_ERROR">> {
  return read(
    connection,
    { send: (client, options) => client.balance.retrieve({}, options), parse: modeFromStripe },
    call,
  ).orElse((failure) => modeByKey(connection, failure));
}

/** A key whose balance can't be read, or doesn't say, still says in its prefix whether the money is real. */
function modeByKey(connection: Connection, failure: StripeFailure): Result<Read<Mode>, PayoutError<"API_ERROR">> {
  const answered = failure.kind === "unreadable" && failure.status === 200;
  if (!isForbidden(failure) && !(answered && connection.keyMode !== null)) return err(readError(failure, "read the balance, which tells the mode"));
  const { keyMode } = connection;
  if (keyMode !== null) return ok({ value: keyMode, serverTimeMs: failure.serverTimeMs });
  return err(forbidden(failure, "/v1/balance", "which tells the mode; allow it to read balances"));
}

function isForbidden(failure: StripeFailure): boolean {
  return reasonOf(failure) === "permission" && failure.code !== "account_invalid";
}

function forbidden(failure: StripeFailure, path: string, advice: string): PayoutError<"API_ERROR"> {
  const message = `Stripe: the API key isn't allowed to read ${path}; ${advice}`;
  return apiError(failure, { reason: "permission", outcome: "not_created", message });
}
