import { err, ok, type Result } from "neverthrow";
import { PayoutError } from "../domain/errors.ts";
import { amountIn, type Money } from "../domain/money.ts";
import type { Payout } from "../domain/payout-request.ts";
import type { LifecycleContext } from "./context.ts";

/** The courtesy check of the balance; the provider decides. */
export interface Funds {
  /** Fails if the money that transfers can draw on, read within the last second, doesn't cover a payout. */
  check(payout: Payout): Promise<Result<void, PayoutError<"INSUFFICIENT_BALANCE" | "API_ERROR">>>;
  /** What transfers can draw on, as it is now; `null` where the key may not read it. */
  read(): Promise<Result<readonly Money[] | null, PayoutError<"API_ERROR">>>;
}

export function createFunds(context: LifecycleContext): Funds {
  let last: { readonly spendable: readonly Money[] | null; readonly atMs: number } | null = null;
  let reading: ReturnType<Funds["read"]> | null = null;

  async function readNow(): ReturnType<Funds["read"]> {
    const answer = await context.reads.balance();
    reading = null;
    if (answer.isErr() && answer.error.reason !== "permission") return answer.map(() => null);
    const spendable = answer.isOk() ? answer.value.spendable : null;
    last = { spendable, atMs: context.clock.monotonic() };
    return ok(spendable);
  }
  const read = (): ReturnType<Funds["read"]> => (reading ??= readNow());

  return {
    read,
    async check(payout) {
      const recent = last !== null && context.clock.monotonic() - last.atMs < freshMs;
      if (recent && covers(last?.spendable ?? null, payout)) return ok(undefined);
      const spendable = await read();
      return spendable.andThen((money) => (covers(money, payout) ? ok(undefined) : insufficient(money, payout)));
    },
  };
}

const freshMs = 1000;

function covers(spendable: readonly Money[] | null, payout: Payout): boolean {
  return spendable === null || amountIn(spendable, payout.currency) >= payout.amount;
}

function insufficient(spendable: readonly Money[] | null, payout: Payout): Result<void, PayoutError<"INSUFFICIENT_BALANCE">> {
  const { currency, amount: required, reference } = payout;
  const available = amountIn(spendable ?? [], currency);
  const message = `the available balance of ${available} doesn't cover ${required} (${currency}, minor units); nothing was sent`;
  const details = { currency, required, available };
  return err(new PayoutError({ code: "INSUFFICIENT_BALANCE", reason: "insufficient_balance", outcome: "not_created", details, message, reference }));
}
