import { executeTransfer, plainDecline, reverseTransfer, type TransferAnswer } from "./ledger.ts";
import { isReversalOrder, type ReversalOrder, type SandboxOrder } from "./order.ts";
import type { Decline, ReversalRow, WorldRows } from "./world.ts";

/** Money that was moved there or back, or why it wasn't. */
export type LedgerAnswer = TransferAnswer | ReversalAnswer;

/** A reversal that was made, or why it was refused. */
export type ReversalAnswer =
  | { readonly kind: "reversal"; readonly row: ReversalRow }
  | { readonly kind: "declined"; readonly decline: Decline };

/** Does what a request asks for, or refuses and changes nothing. */
export function executeOrder(rows: WorldRows, order: SandboxOrder, nowMs: number): LedgerAnswer {
  return isReversalOrder(order) ? executeReversal(rows, order, nowMs) : executeTransfer(rows, order, nowMs);
}

function executeReversal(rows: WorldRows, order: ReversalOrder, nowMs: number): ReversalAnswer {
  const { mark, transferId, amount } = order;
  const transfer = rows.transfer(transferId);
  if (transfer === null) return { kind: "declined", decline: plainDecline("declined", "transfer_not_found") };
  const left = transfer.amount - transfer.amountReversed;
  if (amount > left) return { kind: "declined", decline: plainDecline("declined", "amount_too_large") };
  reverseTransfer(rows, transferId, amount);
  const number = rows.nextReversalNumber();
  const id = `trr_sandbox_${String(number).padStart(8, "0")}`;
  const row: ReversalRow = { id, number, transferId, mark, amount, currency: transfer.currency, createdAtMs: nowMs };
  rows.insertReversal(row);
  return { kind: "reversal", row };
}
