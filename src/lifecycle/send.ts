import { err, ok, type Result } from "neverthrow";
import { apiError } from "../domain/api-error.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { Lease, StoredRecord, StoreFailure } from "../ports/payout-store.ts";
import type { CreatedTransfer, CreateFailure, PreparedTransfer } from "../ports/transfer-provider.ts";
import { currentAttempt, openAttempt } from "./attempts.ts";
import { heldBy, releaseClaim } from "./claim.ts";
import type { LifecycleContext } from "./context.ts";
import { guardMs } from "./lease.ts";
import type { Changed, Seen } from "./ledger.ts";
import { keyHasExpired } from "./next-step.ts";
import { agreesWith, bearsMark, storeTransfer } from "./stored-transfer.ts";
import { noteLateFailure, settleAsPaid, settleFailure, type Transition } from "./settle.ts";
import { announce, announceSend } from "./announce.ts";
import { movementOf, targetOf } from "./movement.ts";

/** A claim that this process holds. */
export interface Claim {
  readonly seen: Seen;
  readonly record: StoredRecord;
  readonly lease: Lease;
  /** The monotonic time just before the claim was written. */
  readonly claimedAtMs: number;
}

/** What became of one send. */
export interface Sent {
  readonly seen: Seen;
  /** Why it didn't succeed, `null` if the transfer exists or nothing was sent. */
  readonly failure: CreateFailure | null;
  /** Why the request didn't leave, `null` if it did. */
  readonly hindrance: PayoutError<"API_ERROR"> | null;
  /** A transfer that exists though the store couldn't be told. */
  readonly unrecorded: StoredRecord | null;
}

/** Watches a send from outside: whether to stop before the wire, and when the wire begins and ends. */
export interface SendWatch {
  readonly stop: AbortSignal;
  readonly onWire: (onWire: boolean) => void;
}

/** Sends a claimed payout once and settles what the answer says. */
export async function sendClaimed(
  context: LifecycleContext,
  claim: Claim,
  watch: SendWatch,
): Promise<Result<Sent, PayoutError<"API_ERROR">>> {
  const permit = await context.pacer.enter("write", watch.stop);
  if (permit.isErr()) return giveBack(context, claim, permit.error, watch);
  const { prepared, key, number, sends } = currentAttempt(claim.record);
  if (!mayStart(context, claim, watch) || prepared === null) {
    permit.value.leave();
    return giveBack(context, claim, tooLate(claim), watch);
  }
  watch.onWire(true);
  announceSend(context, claim.record, { attempt: number, sends });
  const answer = await callProvider(context, claim, key, prepared);
  watch.onWire(false);
  if (answer.isErr() && answer.error.error.code === "API_ERROR" && answer.error.error.reason === "rate_limited") {
    const { retryAfterMs } = answer.error.error.details;
    permit.value.leaveLimited(answer.error.error.details);
    context.emit({ type: "request.rate_limited", reference: claim.record.reference, retryAfterMs: retryAfterMs ?? null });
  } else permit.value.leave();
  context.skew.observe("provider", answer.isOk() ? answer.value.serverTimeMs : answer.error.serverTimeMs);
  return answer.isOk() ? settleCreated(context, claim, answer.value, watch) : settleRefused(context, claim, answer.error, watch);
}

/** The guard just before the wire. */
function mayStart(context: LifecycleContext, claim: Claim, watch: SendWatch): boolean {
  const { clock, provider, skew } = context;
  const moment = { processMs: clock.now(), storeMs: claim.seen.moment.storeMs, providerMs: skew.providerMs() };
  const young = clock.monotonic() - claim.claimedAtMs <= guardMs && clock.now() < claim.lease.expiresAtMs;
  if (watch.stop.aborted || !young) return false;
  // A key that has never left can't be too old, whatever clocks that disagree make of its age.
  const { sends, unsettled } = currentAttempt(claim.record);
  const isFirst = sends === 1 && !unsettled;
  return isFirst || !(skew.tooLarge || keyHasExpired(claim.record, moment, provider.capabilities));
}

/** SENDING → READY or UNKNOWN: nothing left, so the claim says nothing. */
async function giveBack(
  context: LifecycleContext,
  claim: Claim,
  hindrance: PayoutError<"API_ERROR">,
  watch: SendWatch,
): Promise<Result<Sent, PayoutError<"API_ERROR">>> {
  const released = await context.ledger.change(claim.seen, (record) => {
    if (record?.lease?.token !== claim.lease.token) return null;
    const given = releaseClaim(record, context.clock.now());
    return triesAgain(hindrance, watch) ? heldBy(given, claim.lease) : given;
  });
  return released.map((seen) => ({ seen, failure: null, hindrance, unrecorded: null }));
}

/** Whether the call goes on with what it gave back, so that nobody may be told meanwhile that it won't be sent. */
function triesAgain({ reason, retryable }: PayoutError, { stop }: SendWatch): boolean {
  return retryable && reason !== "authentication" && reason !== "permission" && !stop.aborted;
}

function tooLate({ record: { reference } }: Claim): PayoutError<"API_ERROR"> {
  return apiError("timeout", "not_created", "the request couldn't start in time and wasn't sent", { reference });
}

async function callProvider(
  context: LifecycleContext,
  { record }: Claim,
  idempotencyKey: string,
  prepared: PreparedTransfer,
): Promise<Result<CreatedTransfer, CreateFailure>> {
  try {
    return await movementOf(context, targetOf(record)).create({ idempotencyKey, prepared });
  } catch (cause) {
    const message = "the provider's adapter threw instead of answering";
    const error = apiError("invalid_response", "unknown", message, { cause });
    return err({ kind: "indeterminate", replayed: false, serverError: false, error, serverTimeMs: null });
  }
}

async function settleCreated(
  context: LifecycleContext,
  claim: Claim,
  created: CreatedTransfer,
  watch: SendWatch,
): Promise<Result<Sent, PayoutError<"API_ERROR">>> {
  const { record } = claim;
  const { transfer } = created;
  if (!bearsMark(transfer, record) || !agreesWith(transfer, record)) {
    const message = `transfer ${transfer.id} answered the request and isn't what was asked for`;
    const error = apiError("invalid_response", "unknown", message, { reference: record.reference });
    return settleRefused(context, claim, { kind: "key_conflict", replayed: created.replayed, serverError: false, error, serverTimeMs: null }, watch);
  }
  const stored = storeTransfer(transfer, context.provider.name, record.reference);
  const settled = await insist(context, claim, (current, nowMs) => settleAsPaid(current ?? record, stored, nowMs));
  if (settled.isOk()) return ok({ seen: settled.value, failure: null, hindrance: null, unrecorded: null });
  // The money has moved: the caller is told so even though the store can't be.
  const paid = settleAsPaid(record, stored, context.clock.now()).record;
  context.emit({ type: "store.behind", why: `the settlement of ${JSON.stringify(record.reference)} could not be kept` });
  return ok({ seen: claim.seen, failure: null, hindrance: null, unrecorded: paid });
}

async function settleRefused(
  context: LifecycleContext,
  claim: Claim,
  failure: CreateFailure,
  watch: SendWatch,
): Promise<Result<Sent, PayoutError<"API_ERROR">>> {
  const number = currentAttempt(claim.record).number;
  const settle: Settle = (current, nowMs) => {
    if (current === null) return null;
    if (current.lease?.token === claim.lease.token) return settleFailure(current, failure, nowMs);
    return openAttempt(current) === null ? null : { record: noteLateFailure(current, number, failure), alarm: null };
  };
  const settled = await insist(context, claim, (current, nowMs) => {
    const transition = settle(current, nowMs);
    const holds = current?.lease?.token === claim.lease.token && triesAgain(failure.error, watch);
    return transition === null || !holds ? transition : { ...transition, record: heldBy(transition.record, claim.lease) };
  });
  return settled.map((seen) => ({ seen, failure, hindrance: null, unrecorded: null }));
}

type Settle = (record: StoredRecord | null, nowMs: number) => Transition | null;

/** Settles, and tries again for a moment where the store doesn't answer. */
async function insist(context: LifecycleContext, claim: Claim, settle: Settle): Promise<Result<Changed, StoreFailure>> {
  for (let tries = 1; ; tries++) {
    let transition: Transition | null = null;
    const changed = await context.ledger.change(claim.seen, (record) => {
      transition = settle(record, context.clock.now());
      return transition?.record ?? null;
    });
    if (changed.isOk()) {
      announce(context, claim.record, changed.value, transition);
      return changed;
    }
    if (tries === 3) return changed;
    await context.clock.sleep(100 * 4 ** tries * context.clock.random());
  }
}
