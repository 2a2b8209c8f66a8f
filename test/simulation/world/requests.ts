import type { MarkedPayout, PayoutMark, PreparedTransfer } from "../../../src/ports/transfer-provider.ts";

/** What a request for a transfer asks for. */
export interface TransferOrder {
  readonly recipientId: string;
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly mark: PayoutMark;
  /** The release that made the request: an upgrade changes what it would make. */
  readonly release: number;
}

/** The request of a payout, in the words of the simulated provider. */
export function writeOrder(payout: MarkedPayout, release: number): PreparedTransfer {
  const { recipientId, amount, currency, description, metadata, namespace, reference } = payout;
  const order: TransferOrder = { recipientId, amount, currency, description, metadata, mark: { namespace, reference }, release };
  return { apiVersion: `release-${release}`, body: JSON.stringify(order) };
}

export function readOrder({ body }: PreparedTransfer): TransferOrder {
  return JSON.parse(body);
}
