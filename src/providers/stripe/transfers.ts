import { errAsync, type Result, ResultAsync } from "neverthrow";
import { PayoutError } from "../../domain/errors.ts";
import { isObject } from "../../domain/payout-request.ts";
import type {
  FoundTransfers,
  PayoutMark,
  ProviderCall,
  ProviderTransfer,
  ProviderTransferPage,
  TransferQuery,
} from "../../ports/transfer-provider.ts";
import type { StripeListParams } from "./client.ts";
import { collectMarked } from "./collect-marked.ts";
import { type Connection, type Read, read, readPlainly } from "./connection.ts";
import type { StripeFailure } from "./failure.ts";
import { pageFromStripe, transferFromStripe } from "./from-stripe.ts";
import { isObjectId } from "./ids.ts";
import { readError } from "./map-error.ts";
import { markGroup } from "./mark.ts";
import { maxPageSize, queryToStripe } from "./to-stripe.ts";

/** One transfer by its id. */
export function getTransfer(
  connection: Connection,
  transferId: string,
  call: ProviderCall | undefined,
): ResultAsync<ProviderTransfer, PayoutError<"API_ERROR">> {
  if (!isObjectId(transferId)) return errAsync(notAnId());
  return read(
    connection,
    {
      send: (client, options) => client.transfers.retrieve(transferId, {}, options),
      parse: (body) => transferWithId(body, transferId),
    },
    call,
  )
    .map(({ value }) => value)
    .mapErr((failure) => readError(failure, "read the transfer"));
}

/** One page of transfers, newest first. */
export function listTransfers(
  connection: Connection,
  query: TransferQuery,
  call: ProviderCall | undefined,
): ResultAsync<ProviderTransferPage, PayoutError<"API_ERROR">> {
  const answered = readPage(connection, queryToStripe(query), call);
  return new ResultAsync(
    answered.then((page) => page.map(({ value }) => value).mapErr((failure) => readError(failure, "list transfers"))),
  );
}

/** Every transfer of one mark, oldest first. */
export function findByReference(
  connection: Connection,
  mark: PayoutMark,
  call: ProviderCall | undefined,
): ResultAsync<FoundTransfers, PayoutError<"API_ERROR">> {
  const found = new ResultAsync(collect(connection, mark, call));
  return found.mapErr((failure) => readError(failure, "look the payout up"));
}

async function collect(
  connection: Connection,
  mark: PayoutMark,
  call: ProviderCall | undefined,
): Promise<Result<FoundTransfers, StripeFailure>> {
  const group = markGroup(mark);
  const params = { limit: maxPageSize, transfer_group: group };
  const found = await collectMarked(mark, async (cursor) => {
    const page = await readPage(connection, { ...params, ...(cursor === undefined ? {} : { starting_after: cursor }) }, call);
    return page.map(({ value: { transfers, nextCursor }, serverTimeMs }) => ({
      value: { entries: transfers.filter((transfer) => isInGroup(transfer, group)).map((transfer) => ({ ...transfer, mark })), nextCursor },
      serverTimeMs,
    }));
  });
  return found.map(({ value, serverTimeMs }) => ({ transfers: oldestFirst(value), serverTimeMs }));
}

/** The group holds the whole mark and stays as it was made, where metadata can be edited in Stripe's dashboard. */
function isInGroup({ raw }: ProviderTransfer, group: string): boolean {
  return isObject(raw) && raw["transfer_group"] === group;
}

function readPage(
  connection: Connection,
  params: StripeListParams,
  call: ProviderCall | undefined,
): Promise<Result<Read<ProviderTransferPage>, StripeFailure>> {
  return readPlainly(
    connection,
    {
      send: (client, options) => client.transfers.list(params, options),
      parse: (body) => pageFromStripe(body, params.starting_after),
    },
    call,
  );
}

function transferWithId(body: unknown, transferId: string): ProviderTransfer | null {
  const transfer = transferFromStripe(body);
  return transfer?.id === transferId ? transfer : null;
}

function oldestFirst(transfers: ProviderTransfer[]): readonly ProviderTransfer[] {
  return transfers.reverse().sort((left, right) => left.createdAtMs - right.createdAtMs);
}

function notAnId(): PayoutError<"API_ERROR"> {
  return new PayoutError({
    code: "API_ERROR",
    outcome: "not_created",
    reason: "not_found",
    details: {},
    message: 'Stripe: there is no transfer with this id; expected one such as "tr_1A2b3C"',
  });
}
