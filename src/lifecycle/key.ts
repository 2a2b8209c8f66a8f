import { sha256Hex } from "../domain/digest.ts";
import type { RecordId } from "../ports/payout-store.ts";

/**
 * The idempotency key of an attempt. It follows from the payout's identity alone, so that a lost commit or a
 * restored backup yields the same key again. Its form never changes; a new form would be `pk2_`.
 */
export function idempotencyKey(id: RecordId, attempt: number): string {
  return `pk1_${sha256Hex(JSON.stringify([id.kind, id.mode, id.namespace, id.reference, attempt]))}`;
}
