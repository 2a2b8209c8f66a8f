import { err, ok, type Result } from "neverthrow";
import { withOutcome } from "../domain/api-error.ts";
import { PayoutError } from "../domain/errors.ts";
import type { Payout } from "../domain/payout-request.ts";
import type { PreparedTransfer, PrepareError } from "../ports/transfer-provider.ts";
import type { Account } from "./account.ts";
import { openAttempt } from "./attempts.ts";
import type { LifecycleContext } from "./context.ts";
import type { Continuity } from "./continuity.ts";
import type { Funds } from "./funds.ts";
import type { Seen } from "./ledger.ts";
import { unlessStopped } from "./unless-stopped.ts";
import { lookUpPayout } from "./look-up-payout.ts";
import { type Intent, movementOf, targetOf } from "./movement.ts";

/** What has to hold before a payout's first send, and what it is then sent as. */
export interface Preflight {
  readonly context: LifecycleContext;
  readonly account: Account;
  readonly continuity: Continuity;
  readonly funds: Funds | null;
  readonly stop: AbortSignal;
}

/** Cleared for its first send, or found to stand elsewhere: settled by the look at the provider, or by another. */
export type Clearance =
  | { readonly kind: "cleared"; readonly prepared: PreparedTransfer }
  | { readonly kind: "found"; readonly seen: Seen };

/**
 * Checks a payout that would be sent for the first time: shape, earlier transfers and, where a new attempt would be
 * opened, minimum and balance, in this order. Once the call was stopped, what it says doesn't count. An attempt that
 * this very call has given back is cleared already; one that it finds may be a restored backup's, of a payout that was
 * sent since.
 */
export async function clearForFirstSend(
  preflight: Preflight,
  seen: Seen,
  payout: Intent,
  givenBack: boolean,
): Promise<Result<Clearance, PayoutError>> {
  const { context, account, stop, funds } = preflight;
  const frozen = (seen.record === null ? null : openAttempt(seen.record)?.prepared) ?? null;
  if (frozen !== null && givenBack) return ok({ kind: "cleared", prepared: frozen });
  const target = targetOf(payout);
  const marked = { ...payout, namespace: context.namespace };
  const prepared = frozen === null ? movementOf(context, target).prepare(marked) : ok(frozen);
  if (prepared.isErr()) return err(refusal(prepared.error, payout));
  if (await mayHaveBeenSent(preflight, seen)) {
    const looked = await lookUpPayout(context, account, seen, stop, payout);
    if (looked.isErr()) return err(storeIsTrusted(preflight, seen) ? looked.error : unseen(looked.error, payout));
    if (looked.value.record !== seen.record) return ok({ kind: "found", seen: looked.value });
  }
  if (frozen !== null) return ok({ kind: "cleared", prepared: frozen });
  const belowMinimum = target === null ? minimumProblem(context, payout) : null;
  if (belowMinimum !== null) return err(belowMinimum);
  const funded = funds === null ? null : await unlessStopped(funds.check(payout), stop);
  if (funded?.isErr() === true) return err(funded.error);
  return ok({ kind: "cleared", prepared: prepared.value });
}

/** Why an amount isn't worth sending, or `null`. */
export function minimumProblem(
  { minimums }: Pick<LifecycleContext, "minimums">,
  { amount, currency, reference }: Payout,
): PayoutError<"BELOW_MINIMUM_THRESHOLD"> | null {
  const minimum = minimums.get(currency) ?? 1;
  if (amount >= minimum) return null;
  return new PayoutError({
    code: "BELOW_MINIMUM_THRESHOLD",
    reason: "below_minimum",
    outcome: "not_created",
    details: { currency, amount, minimum },
    message: `${amount} is below the minimum of ${minimum} (${currency}, minor units); nothing was sent`,
    reference,
  });
}

/** A refusal to turn a payout into a request, as callers are told it. */
export function refusal(error: PrepareError, { recipientId, reference }: Payout): PayoutError<"INVALID_RECIPIENT" | "INVALID_REQUEST"> {
  if (error.kind === "malformed_recipient") {
    return new PayoutError({
      code: "INVALID_RECIPIENT",
      reason: "malformed",
      outcome: "not_created",
      details: { recipientId },
      message: error.message,
      reference,
    });
  }
  const message = error.issues.map((issue) => `${issue.path}: ${issue.message}`).join("; ");
  const details = { issues: error.issues };
  return new PayoutError({ code: "INVALID_REQUEST", reason: "invalid", outcome: "not_created", details, message, reference });
}

/** Whether a record, or that there is none, is evidence without a look at the provider. */
export function storeIsTrusted({ continuity }: Pick<Preflight, "continuity">, { id }: Seen): boolean {
  // What the newest payouts show of the store says nothing of its reversals.
  return id.kind === "payout" && continuity.isShown();
}

/** A missing record is no evidence, and neither is a lookup that failed: it may have been paid before. */
function unseen(error: PayoutError<"API_ERROR">, { reference }: Payout): PayoutError<"API_ERROR"> {
  return withOutcome(error, "unknown", reference);
}

async function mayHaveBeenSent({ continuity, account, stop }: Preflight, { record, id }: Seen): Promise<boolean> {
  if (record !== null && record.attempts.length > 0) return true;
  if (id.kind === "reversal") return true;
  const needed = continuity.needsLookup(account);
  return typeof needed === "boolean" ? needed : (await unlessStopped(needed, stop)) !== false;
}
