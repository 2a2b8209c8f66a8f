import { err, errAsync, ok, type Result, ResultAsync } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import type { CreateFailure, CreateTransfer, ProviderCall } from "../../ports/transfer-provider.ts";
import type {
  CreatedReversal,
  FoundReversals,
  ReversalQuery,
} from "../../ports/transfer-reversals.ts";
import { callStripe, type StripeAnswer, unreadable } from "./call.ts";
import type { StripeReversalListParams } from "./client.ts";
import { collectMarked } from "./collect-marked.ts";
import { type Connection, type Read, read } from "./connection.ts";
import { createOptions } from "./create.ts";
import { plainFailure, type StripeFailure } from "./failure.ts";
import { reversalFromStripe, type ReversalPage, reversalPageFromStripe } from "./from-stripe-reversal.ts";
import { isTransferId } from "./ids.ts";
import { notSent } from "./map-create-failure.ts";
import { readError } from "./map-error.ts";
import { reversalFailure } from "./map-reversal-failure.ts";
import { isSameMark, readMetadataMark } from "./mark.ts";
import { maxPageSize } from "./to-stripe.ts";
import { reversalFromText, type StoredReversalRequest } from "./to-stripe-reversal.ts";

/** Sends one prepared reversal under its key, once. */
export function createReversal(connection: Connection, command: CreateTransfer): ResultAsync<CreatedReversal, CreateFailure> {
  const request = reversalFromText(command.prepared.body);
  if (request === null) return errAsync(notSent("Stripe: the stored request can't be read, so it wasn't sent"));
  const options = createOptions(connection, command);
  if (options.isErr()) return errAsync(options.error);
  const { client, timeoutMs } = connection;
  const { transferId, params } = request;
  const answered = callStripe(() => client.transfers.createReversal(transferId, params, options.value), { timeoutMs });
  return new ResultAsync(
    answered.then((answer) =>
      answer.andThen((given) => readCreated(given, request)).mapErr((failure) => reversalFailure(failure, request)),
    ),
  );
}

/** Every reversal of one transfer that bears one mark, oldest first. */
export function findReversals(
  connection: Connection,
  query: ReversalQuery,
  call: ProviderCall | undefined,
): ResultAsync<FoundReversals, PayoutError<"API_ERROR">> {
  const found = isTransferId(query.transferId)
    ? new ResultAsync(collect(connection, query, call))
    : errAsync({ ...plainFailure("refused"), status: 404 });
  return found.mapErr((failure) => readError(failure, "look the reversal up"));
}

function readCreated(answer: StripeAnswer, { transferId, currency, params }: StoredReversalRequest): Result<CreatedReversal, StripeFailure> {
  const reversal = reversalFromStripe(answer.body);
  const mark = readMetadataMark(params.metadata);
  const matches =
    reversal !== null &&
    mark !== null &&
    isSameMark(reversal.mark, mark) &&
    reversal.transferId === transferId &&
    reversal.amount === params.amount &&
    reversal.currency === currency;
  if (!matches) return err(unreadable(answer));
  return ok({ reversal, replayed: answer.replayed, serverTimeMs: answer.serverTimeMs });
}

async function collect(
  connection: Connection,
  { transferId, mark }: ReversalQuery,
  call: ProviderCall | undefined,
): Promise<Result<FoundReversals, StripeFailure>> {
  const found = await collectMarked(mark, (cursor) =>
    readPage(connection, transferId, { limit: maxPageSize, ...(cursor === undefined ? {} : { starting_after: cursor }) }, call).map(
      ({ value: { reversals: entries, nextCursor }, serverTimeMs }) => ({ value: { entries, nextCursor }, serverTimeMs }),
    ),
  );
  return found.map(({ value, serverTimeMs }) => ({ reversals: value.reverse(), serverTimeMs }));
}

function readPage(
  connection: Connection,
  transferId: string,
  params: StripeReversalListParams,
  call: ProviderCall | undefined,
): ResultAsync<Read<ReversalPage>, StripeFailure> {
  return read(
    connection,
    {
      send: (client, options) => client.transfers.listReversals(transferId, params, options),
      parse: (body) => reversalPageFromStripe(body, { transferId, cursor: params.starting_after }),
    },
    call,
  );
}
