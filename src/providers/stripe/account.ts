import { errAsync, type ResultAsync } from "neverthrow";
import { PayoutError } from "../../domain/errors.ts";
import type { ProviderBalance, ProviderCall, RecipientCheck } from "../../ports/transfer-provider.ts";
import { type Connection, read } from "./connection.ts";
import type { StripeFailure } from "./failure.ts";
import { balanceFromStripe, checkFromStripe } from "./from-stripe-account.ts";
import { isAccountId } from "./ids.ts";
import { causeOf, readError, reasonOf } from "./map-error.ts";

/** The account's money. */
export function balance(
  connection: Connection,
  call: ProviderCall | undefined,
): ResultAsync<ProviderBalance, PayoutError<"API_ERROR">> {
  return read(
    connection,
    { send: (client, options) => client.balance.retrieve({}, options), parse: balanceFromStripe },
    call,
  )
    .map(({ value }) => value)
    .mapErr((failure) => readError(failure, "read the balance"));
}

/** Whether a connected account's capability `transfers` is active. */
export function checkRecipient(
  connection: Connection,
  recipientId: string,
  call: ProviderCall | undefined,
): ResultAsync<RecipientCheck, PayoutError<"API_ERROR" | "INVALID_RECIPIENT">> {
  if (!isAccountId(recipientId)) return errAsync(malformed(recipientId));
  return read(
    connection,
    { send: (client, options) => client.accounts.retrieve(recipientId, {}, options), parse: checkFromStripe },
    call,
  )
    .map(({ value }) => value)
    .mapErr((failure) =>
      isUnknownAccount(connection, failure) ? notFound(recipientId, failure) : readError(failure, "check the recipient"),
    );
}

/** Stripe hides accounts of others behind `account_invalid`, which can also mean a wrong `Stripe-Account`. */
function isUnknownAccount(connection: Connection, failure: StripeFailure): boolean {
  if (failure.code === "account_invalid") return connection.stripeAccount === null;
  return reasonOf(failure) === "not_found";
}

function malformed(recipientId: string): PayoutError<"INVALID_RECIPIENT"> {
  return new PayoutError({
    code: "INVALID_RECIPIENT",
    outcome: "not_created",
    reason: "malformed",
    details: { recipientId },
    message: 'Stripe: expected the id of a connected account, "acct_" and letters or digits; take it from Stripe',
  });
}

function notFound(recipientId: string, failure: StripeFailure): PayoutError<"INVALID_RECIPIENT"> {
  return new PayoutError({
    code: "INVALID_RECIPIENT",
    outcome: "not_created",
    reason: "not_found",
    details: { recipientId },
    message: `Stripe: there is no connected account ${recipientId}; check the id, and that the key is of the same mode and platform`,
    cause: causeOf(failure),
  });
}
