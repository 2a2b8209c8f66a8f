import type { RecordKind } from "../../../src/ports/payout-store.ts";
import type { MarkedPayout, PayoutMark, PreparedTransfer } from "../../../src/ports/transfer-provider.ts";
import type { MarkedReversal } from "../../../src/ports/transfer-reversals.ts";
import { nameOf } from "../judge/name.ts";

/** What a request asks for: money that is sent, or money that is taken back. */
export type Order = TransferOrder | ReversalOrder;

interface OrderBase<K extends RecordKind> {
  readonly kind: K;
  readonly recipientId: string;
  readonly amount: number;
  readonly currency: string;
  readonly mark: PayoutMark;
  /** The release that made the request: an upgrade changes what it would make. */
  readonly release: number;
}

/** What a request for a transfer asks for. */
export interface TransferOrder extends OrderBase<"payout"> {
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a request for a reversal asks for. */
export interface ReversalOrder extends OrderBase<"reversal"> {
  readonly transferId: string;
}

/** The request of a payout, in the words of the simulated provider. */
export function writeOrder(payout: MarkedPayout, release: number): PreparedTransfer {
  const { recipientId, amount, currency, description, metadata, namespace, reference } = payout;
  return write({ kind: "payout", recipientId, amount, currency, description, metadata, mark: { namespace, reference }, release });
}

/** The request of a reversal. */
export function writeReversalOrder(reversal: MarkedReversal, release: number): PreparedTransfer {
  const { transferId, recipientId, amount, currency, namespace, reference } = reversal;
  return write({ kind: "reversal", transferId, recipientId, amount, currency, mark: { namespace, reference }, release });
}

export function readOrder({ body }: PreparedTransfer): Order {
  return JSON.parse(body);
}

/** What the payout or the reversal is called that a request is for. */
export function nameOfOrder({ kind, mark: { reference } }: Order): string {
  return nameOf({ kind, reference });
}

function write(order: Order): PreparedTransfer {
  return { apiVersion: `release-${order.release}`, body: JSON.stringify(order) };
}
