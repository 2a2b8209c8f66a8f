import type { Result } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import type { AttemptError } from "../../domain/payout-record.ts";
import type { Transfer } from "../../domain/transfer.ts";

/**
 * What a sender's answer means for the queue.
 *
 * - `settled`: it is over; a refusal is a result too
 * - `again`: another job goes on with it after a while
 * - `left`: this worker didn't get to it; another job goes on with it at once
 * - `broken`: something around this worker failed and nothing is known; the engine gives the job to somebody again
 */
export type Verdict =
  | { readonly kind: "settled"; readonly state: "paid" | "failed" | "review"; readonly transferId: string | null; readonly error: AttemptError | null }
  | { readonly kind: "again"; readonly state: "waiting" | "unknown"; readonly delayMs: number; readonly error: AttemptError }
  | { readonly kind: "left" }
  | { readonly kind: "broken"; readonly why: string };

/** Judges an answer; `tries` is how often the payout was put back before, `random` from 0 to below 1. */
export function judge(answer: Result<Transfer, PayoutError>, tries: number, random: number): Verdict {
  if (answer.isOk()) return settled("paid", answer.value.id, null);
  const { error } = answer;
  if (error.code === "ALREADY_PAID") return settled("paid", error.details.transfer.id, null);
  const told = attemptError(error);
  if (error.code !== "API_ERROR") return settled("failed", null, told);
  if (error.reason === "needs_review") return settled("review", null, told);
  if (error.reason === "store_unavailable") return { kind: "broken", why: error.message };
  // Only a payout that was sent, and then closed as absent, is found not to exist.
  if (error.reason === "not_found" && error.outcome === "not_created") return settled("failed", null, told);
  const state = error.outcome === "not_created" ? "waiting" : "unknown";
  return { kind: "again", state, delayMs: delayMs(error, tries, random), error: told };
}

/** Whether an answer would be the same for every payout, so that it is of no use to go on. */
export function stopsWorker(answer: Result<Transfer, PayoutError>): boolean {
  return answer.isErr() && (answer.error.reason === "authentication" || answer.error.reason === "permission");
}

function settled(state: "paid" | "failed" | "review", transferId: string | null, error: AttemptError | null): Verdict {
  return { kind: "settled", state, transferId, error };
}

function delayMs({ reason, details }: PayoutError<"API_ERROR">, tries: number, random: number): number {
  if (reason === "aborted") return 0;
  const backoffMs = Math.min(longestMs, firstMs * 2 ** Math.min(tries, 20));
  return Math.round(Math.max(details.retryAfterMs ?? 0, backoffMs * (0.5 + random / 2)));
}

const firstMs = 2_000;
const longestMs = 300_000;

function attemptError(error: PayoutError): AttemptError {
  const { code, reason, message, details } = error;
  const providerCode = "providerCode" in details ? (details.providerCode ?? null) : null;
  return { code, reason, message, providerCode };
}
