import { err, ok, Result, type ResultAsync } from "neverthrow";
import type { Balance } from "../domain/balance.ts";
import type { CallOptions } from "../domain/call-options.ts";
import type { PayoutError } from "../domain/errors.ts";
import { type Money, MoneyTotals } from "../domain/money.ts";
import type { ProviderBalance } from "../ports/transfer-provider.ts";
import { readCallLimits } from "./call-limits.ts";
import { invalidResponse } from "./check-answer.ts";
import type { QueryContext } from "./query-context.ts";
import { reading } from "./read.ts";

/** The platform's money at the provider. It can't fail for its options: what is wrong with them is ignored. */
export function getBalance(context: QueryContext, options?: CallOptions): ResultAsync<Balance, PayoutError<"API_ERROR">> {
  const limits = readCallLimits(options, context.timeoutMs, []);
  return reading(context, limits, (reader) =>
    reader.read((call) => context.provider.balance(call).andThen(toBalance)),
  );
}

function toBalance(balance: ProviderBalance): Result<Balance, PayoutError<"API_ERROR">> {
  return Result.combine([oneOfEach(balance.available), oneOfEach(balance.pending)]).map(([available, pending]) => ({
    available,
    pending,
  }));
}

function oneOfEach(money: readonly Money[]): Result<Money[], PayoutError<"API_ERROR">> {
  const totals = new MoneyTotals();
  for (const { amount, currency } of money) {
    const isMoney = Number.isSafeInteger(amount) && typeof currency === "string";
    if (!isMoney || totals.add({ amount, currency: currency.toLowerCase() }).isErr()) {
      return err(invalidResponse("gave a balance that can't be counted exactly"));
    }
  }
  return ok(totals.toMoney());
}
