import {
  acceptAlreadyPaid,
  amountIn,
  type BatchError,
  type BatchItem,
  errAsync,
  ok,
  PayoutClient,
  type PayoutError,
  type Payouts,
  type QueryError,
  type Result,
  type ResultAsync,
  safeTry,
  type SendPayoutError,
  type Transfer,
} from "payoutkit";
import { memoryStore } from "payoutkit/memory";
import { sandboxProvider } from "payoutkit/sandbox";
import type { Equal, Expect } from "./expect.ts";

export const client = new PayoutClient({
  provider: sandboxProvider({ balance: { usd: 100_000 } }),
  store: memoryStore(),
  minimums: { usd: 1000, eur: 1000 },
});

// @ts-expect-error -- there is no default store
void new PayoutClient({ provider: sandboxProvider({ balance: { usd: 1 } }) });

const request = { reference: "2026-11:member_42", recipientId: "acct_1", amount: 2500, currency: "usd" };

/** The error of an asynchronous result. */
type ErrorOf<R> = Extract<Awaited<R>, { readonly error: unknown }>["error"];

export type Codes = [
  Expect<Equal<ErrorOf<ReturnType<Payouts["getBalance"]>>, PayoutError<"API_ERROR">>>,
  Expect<Equal<SendPayoutError, PayoutError>>,
  Expect<Equal<ErrorOf<ReturnType<Payouts["sendPayout"]>>, SendPayoutError>>,
  Expect<Equal<QueryError["code"], "INVALID_REQUEST" | "API_ERROR">>,
  Expect<Equal<ErrorOf<ReturnType<Payouts["getTransferStatus"]>>, QueryError>>,
  Expect<Equal<ErrorOf<ReturnType<Payouts["listTransfers"]>>, QueryError>>,
  Expect<
    Equal<
      ErrorOf<ReturnType<Payouts["getRecipientTransfers"]>>["code"],
      "INVALID_REQUEST" | "INVALID_RECIPIENT" | "API_ERROR"
    >
  >,
  Expect<Equal<BatchError["code"], "INVALID_REQUEST" | "INSUFFICIENT_BALANCE" | "API_ERROR">>,
  Expect<Equal<ErrorOf<ReturnType<Payouts["processBatchPayouts"]>>, BatchError>>,
  Expect<Equal<ErrorOf<ReturnType<Payouts["getTotalPaid"]>>, QueryError>>,
  Expect<Equal<ErrorOf<ReturnType<Payouts["getPayoutSummary"]>>, QueryError>>,
];

/** Running again is the normal case: already paid is as good as paid. */
export async function payOnce(): Promise<string> {
  const result = await client.sendPayout(request).orElse(acceptAlreadyPaid);
  if (result.isOk()) return result.value.id;
  // @ts-expect-error -- accepted, so it can't be the error any more
  if (result.error.code === "ALREADY_PAID") return "";
  return result.error.message;
}

/** Each step adds its own codes and no others. */
export function payWhatIsThere(): ResultAsync<Transfer, SendPayoutError | PayoutError<"API_ERROR">> {
  return client
    .getBalance()
    .map((balance) => amountIn(balance.available, "usd"))
    .andThen((amount) => client.sendPayout({ ...request, amount }));
}

/** `safeTry` collects the codes of every step. */
export async function totalAndBalance(): Promise<Result<number, QueryError>> {
  return safeTry(async function* () {
    const balance = yield* client.getBalance();
    const total = yield* client.getTotalPaid({ currency: "usd" });
    return ok(amountIn(balance.available, "usd") + amountIn(total, "usd"));
  });
}

/** A cursor that may be undefined goes straight back in, also under `exactOptionalPropertyTypes`. */
export async function everyTransfer(): Promise<readonly Transfer[]> {
  const all: Transfer[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listTransfers({ recipientId: "acct_1", limit: 100, cursor });
    if (page.isErr()) return all;
    all.push(...page.value.transfers);
    cursor = page.value.nextCursor;
  } while (cursor !== undefined);
  return all;
}

/** An item of a batch narrows by its status. */
export function describeItem(item: BatchItem): string {
  switch (item.status) {
    case "paid":
    case "already_paid":
      return item.transfer.id;
    case "failed":
    case "unknown":
    case "not_started":
      return item.error.message;
  }
}

/** Arrays, generators and asynchronous iterables are all batches. */
export function batches(): void {
  const every = function* () {
    yield request;
  };
  const later = async function* () {
    yield request;
  };
  void client.processBatchPayouts([request]);
  void client.processBatchPayouts(every(), { requireFunds: "each", onResult: (item) => void describeItem(item) });
  void client.processBatchPayouts(later(), { concurrency: undefined, signal: undefined });
  // @ts-expect-error -- one payout is no batch
  void client.processBatchPayouts(request);
}

/** A stand-in for tests needs the methods and nothing else of the class. */
export const offline: Pick<Payouts, "getBalance"> = {
  getBalance: () => errAsync(undefinedBalance),
};

declare const undefinedBalance: PayoutError<"API_ERROR">;

export function misuse(): void {
  // @ts-expect-error -- a payout has a reference
  void client.sendPayout({ recipientId: "acct_1", amount: 2500, currency: "usd" });
  // @ts-expect-error -- an amount is a number of minor units
  void client.sendPayout({ ...request, amount: "25.00" });
  // @ts-expect-error -- there is no such field
  void client.sendPayout({ ...request, recipient: "acct_1" });
  // @ts-expect-error -- there is no such status
  void client.listTransfers({ status: "done" });
  // @ts-expect-error -- dates, not texts
  void client.getTotalPaid({ from: "2026-11-01" });
}

/** The value is out of reach before the result is looked at. */
export async function unchecked(): Promise<void> {
  const result = await client.sendPayout(request);
  // @ts-expect-error -- it may be an error
  void result.value;
}
