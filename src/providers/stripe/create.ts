import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import type { CreatedTransfer, CreateFailure, CreateTransfer } from "../../ports/transfer-provider.ts";
import { callStripe, type StripeAnswer, unreadable } from "./call.ts";
import type { StripeCreateParams, StripeRequestOptions } from "./client.ts";
import { type Connection, requestOptions } from "./connection.ts";
import type { StripeFailure } from "./failure.ts";
import { transferFromStripe } from "./from-stripe.ts";
import { createFailure, notSent } from "./map-create-failure.ts";
import { isSameMark, readMark } from "./mark.ts";
import { bodyFromText } from "./to-stripe.ts";

/** Sends one prepared transfer under its key, once. */
export function create(
  connection: Connection,
  command: CreateTransfer,
): ResultAsync<CreatedTransfer, CreateFailure> {
  const params = bodyFromText(command.prepared.body);
  if (params === null) return errAsync(notSent("Stripe: the stored request can't be read, so it wasn't sent"));
  const options = createOptions(connection, command);
  if (options.isErr()) return errAsync(options.error);
  const { client, timeoutMs } = connection;
  const answered = callStripe(() => client.transfers.create(params, options.value), { timeoutMs });
  return new ResultAsync(answered.then((answer) => readResult(answer, params)));
}

/** What goes with a request that moves money: its key, and the version that it was made for. */
export function createOptions(
  connection: Connection,
  { idempotencyKey, prepared }: CreateTransfer,
): Result<StripeRequestOptions, CreateFailure> {
  // Without a key, stripe-node would make up one of its own.
  if (!/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    return err(notSent("Stripe: expected a key of 1 to 255 printable characters, so nothing was sent"));
  }
  const apiVersion = prepared.apiVersion === null ? {} : { apiVersion: prepared.apiVersion };
  return ok({ ...requestOptions(connection), ...apiVersion, idempotencyKey });
}

function readResult(
  answer: Result<StripeAnswer, StripeFailure>,
  params: StripeCreateParams,
): Result<CreatedTransfer, CreateFailure> {
  return answer.andThen((given) => readCreated(given, params)).mapErr((failure) => createFailure(failure, params));
}

function readCreated(answer: StripeAnswer, params: StripeCreateParams): Result<CreatedTransfer, StripeFailure> {
  const transfer = transferFromStripe(answer.body);
  const mark = readMark(params.metadata, params.transfer_group);
  const matches =
    transfer !== null &&
    mark !== null &&
    isSameMark(transfer.mark, mark) &&
    transfer.amount === params.amount &&
    transfer.currency === params.currency &&
    transfer.recipientId === params.destination;
  if (!matches) return err(unreadable(answer));
  return ok({ transfer, replayed: answer.replayed, serverTimeMs: answer.serverTimeMs });
}
