import { err, ok, type Result } from "neverthrow";
import { isObject, parseAmount } from "../../domain/payout-request.ts";
import type { MarkedPayout, PayoutMark, PrepareError, PreparedTransfer } from "../../ports/transfer-provider.ts";

/** What a prepared request asks for. */
export interface TransferRequest {
  readonly mark: PayoutMark;
  readonly recipientId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Writes a payout as the sandbox's request; the same payout gives the same text. */
export function prepareRequest(payout: MarkedPayout): Result<PreparedTransfer, PrepareError> {
  if (!isRecipientId(payout.recipientId)) {
    const message = "a recipient of the sandbox has an id of 1 to 255 characters without spaces";
    return err({ kind: "malformed_recipient", message });
  }
  const { namespace, reference, recipientId, amount, currency, description } = payout;
  const entries = Object.entries(payout.metadata).sort(([left], [right]) => (left < right ? -1 : 1));
  const metadata = Object.fromEntries(entries);
  const mark = { namespace, reference };
  const request: TransferRequest = { mark, recipientId, amount, currency, description, metadata };
  return ok({ apiVersion: null, body: JSON.stringify(request) });
}

/** Reads what {@link prepareRequest} wrote; `null` if it is something else. */
export function readRequest(body: string): TransferRequest | null {
  const value = parseJson(body);
  if (!isObject(value)) return null;
  const { mark, recipientId, amount, currency, description, metadata } = value;
  if (!isMark(mark) || typeof recipientId !== "string" || !isRecipientId(recipientId)) return null;
  if (typeof amount !== "number" || parseAmount(amount).isErr() || typeof currency !== "string") return null;
  if (description !== null && typeof description !== "string") return null;
  if (!isTextRecord(metadata)) return null;
  return { mark, recipientId, amount, currency, description, metadata };
}

/** Whether a recipient of the sandbox can have this id. */
export function isRecipientId(recipientId: string): boolean {
  return /^[^\s\p{Cc}]{1,255}$/u.test(recipientId) && recipientId.isWellFormed();
}

/** Whether a value is an object of strings. */
export function isTextRecord(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((entry) => typeof entry === "string");
}

/** The value that a text of JSON stands for, `undefined` if it isn't JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value is a mark. */
export function isMark(value: unknown): value is PayoutMark {
  return isObject(value) && typeof value["namespace"] === "string" && typeof value["reference"] === "string";
}
