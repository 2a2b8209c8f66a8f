import { ok, type Result } from "neverthrow";
import { isObject, parseAmount } from "../../domain/payout-request.ts";
import type { PayoutMark, PreparedTransfer } from "../../ports/transfer-provider.ts";
import type { MarkedReversal } from "../../ports/transfer-reversals.ts";
import { isMark, parseJson, readRequest, type TransferRequest } from "./request.ts";

/** What a prepared reversal asks for. */
export interface ReversalOrder {
  readonly mark: PayoutMark;
  readonly transferId: string;
  /** The transfer's recipient and currency, for what is said of a refusal. */
  readonly recipientId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
}

/** A request that moves money, there or back. */
export type SandboxOrder = TransferRequest | ReversalOrder;

/** Writes a reversal as the sandbox's request; the same reversal gives the same text. */
export function prepareReversal(reversal: MarkedReversal): Result<PreparedTransfer, never> {
  const { namespace, reference, transferId, recipientId, amount, currency } = reversal;
  const order: ReversalOrder = { mark: { namespace, reference }, transferId, recipientId, amount, currency };
  return ok({ apiVersion: null, body: JSON.stringify(order) });
}

/** Reads what {@link prepareReversal} wrote; `null` if it is something else. */
export function readReversalOrder(body: string): ReversalOrder | null {
  const value = parseJson(body);
  if (!isObject(value)) return null;
  const { mark, transferId, recipientId, amount, currency } = value;
  if (!isMark(mark) || typeof transferId !== "string" || typeof recipientId !== "string") return null;
  if (typeof amount !== "number" || parseAmount(amount).isErr() || typeof currency !== "string") return null;
  return { mark, transferId, recipientId, amount, currency };
}

/** Reads a request of either kind; `null` if it is something else. */
export function readOrder(body: string): SandboxOrder | null {
  return readReversalOrder(body) ?? readRequest(body);
}

/** Whether a request takes money back. */
export function isReversalOrder(order: object): order is ReversalOrder {
  return "transferId" in order;
}
