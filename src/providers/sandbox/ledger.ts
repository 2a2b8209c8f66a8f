import type { TransferRequest } from "./request.ts";
import type { Decline, TransferRow, WorldRows } from "./world.ts";

/** A transfer that was made, or why it was refused. */
export type TransferAnswer =
  | { readonly kind: "transfer"; readonly row: TransferRow }
  | { readonly kind: "declined"; readonly decline: Decline };

/** What moves money: a request, or a transfer that somebody else makes, which bears no mark. */
export type MoneyOrder = Omit<TransferRequest, "mark"> & { readonly mark: TransferRequest["mark"] | null };

/** Moves money from the account to a recipient, or refuses and changes nothing. */
export function executeTransfer(rows: WorldRows, order: MoneyOrder, nowMs: number): TransferAnswer {
  const decline = whyRefused(rows, order);
  if (decline !== null) return { kind: "declined", decline };
  const number = rows.nextTransferNumber();
  const row: TransferRow = {
    id: `tr_sandbox_${String(number).padStart(8, "0")}`,
    number,
    mark: order.mark,
    recipientId: order.recipientId,
    amount: order.amount,
    currency: order.currency,
    amountReversed: 0,
    description: order.description,
    metadata: order.metadata,
    createdAtMs: nowMs,
  };
  rows.setFunds(row.currency, rows.funds(row.currency) - row.amount);
  rows.insertTransfer(row);
  return { kind: "transfer", row };
}

/**
 * Takes back some of a transfer, or all that is left of it. Throws a `RangeError` if there is no such
 * transfer or less than that is left.
 */
export function reverseTransfer(rows: WorldRows, transferId: string, amount: number | undefined): TransferRow {
  const row = rows.transfer(transferId);
  if (row === null) throw new RangeError(`there is no transfer ${transferId}`);
  const left = row.amount - row.amountReversed;
  const taken = amount ?? left;
  if (!Number.isSafeInteger(taken) || taken <= 0 || taken > left) {
    throw new RangeError(`${transferId}: expected an amount from 1 to ${left}, which is what is left, got ${taken}`);
  }
  const amountReversed = row.amountReversed + taken;
  rows.setReversed(transferId, amountReversed);
  addFunds(rows, row.currency, taken);
  return { ...row, amountReversed };
}

/** Puts money into the account. Throws a `RangeError` if no number can hold the sum exactly. */
export function addFunds(rows: WorldRows, currency: string, amount: number): void {
  const sum = rows.funds(currency) + amount;
  if (!Number.isSafeInteger(sum)) throw new RangeError(`${currency}: the balance would be too large`);
  rows.setFunds(currency, sum);
}

/** A refusal that says no more than its code. */
export function plainDecline(code: Decline["code"], providerCode: string | null = null): Decline {
  return { code, providerCode, amount: null };
}

function whyRefused(rows: WorldRows, order: MoneyOrder): Decline | null {
  const state = rows.recipient(order.recipientId);
  if (state === "not_found") return plainDecline("recipient_not_found");
  if (state === "not_ready") return plainDecline("recipient_not_ready");
  if (state === "closed") return plainDecline("recipient_closed");
  const minimum = rows.minimum(order.currency);
  if (order.amount < minimum) return { code: "below_minimum", providerCode: null, amount: minimum };
  const funds = rows.funds(order.currency);
  if (order.amount > funds) return { code: "insufficient_balance", providerCode: null, amount: funds };
  return null;
}
