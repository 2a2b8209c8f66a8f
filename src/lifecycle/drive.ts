import { err, ok } from "neverthrow";
import { apiError, withOutcome } from "../domain/api-error.ts";
import { type PayoutError, withReference } from "../domain/errors.ts";
import { invariant } from "../domain/invariant.ts";
import { backoffMs } from "../pacing/backoff.ts";
import type { Lease, StoredRecord } from "../ports/payout-store.ts";
import { failureOf, unlooked, unsettled } from "./answers.ts";
import { announce } from "./announce.ts";
import { claimFirstSend, claimResend, newRecord, withdrawal } from "./claim.ts";
import type { LifecycleContext } from "./context.ts";
import {
  canceledMeanwhile,
  claimFailed,
  type DriveEnd,
  type End,
  failedWith,
  finish,
  type Next,
  type Part,
  stoppedAt,
} from "./drive-end.ts";
import { Hold, letGo } from "./hold.ts";
import { leaseMs } from "./lease.ts";
import type { Decide, Seen } from "./ledger.ts";
import { toReconciling } from "./look-up.ts";
import { lookUpPayout } from "./look-up-payout.ts";
import { latest, type Moment } from "./moment.ts";
import { differingFields, referenceConflict } from "./mismatch.ts";
import type { Intent } from "./movement.ts";
import { nextStep, type Step } from "./next-step.ts";
import { clearForFirstSend, type Preflight, storeIsTrusted } from "./preflight.ts";
import { type Claim, type Sent, sendClaimed, type SendWatch } from "./send.ts";
import { readTransfer } from "./stored-transfer.ts";

/** What a drive is to do. */
export interface DriveTerms extends Preflight {
  /** What to pay; `null` only settles what was sent before and never makes a first send. */
  readonly payout: Intent | null;
  readonly mintToken: () => string;
  readonly watch: SendWatch;
}

/** Takes one payout from where its record stands to where it can be answered. Never throws. */
export async function drive(terms: DriveTerms, start: Seen): Promise<DriveEnd> {
  return new Driver(terms).run(start);
}

const patience = { firstPollMs: 25, longestPollMs: 1_000, lookups: 3, settleTries: 2 };

class Driver {
  readonly #terms: DriveTerms;
  readonly #context: LifecycleContext;
  #part: Part | null = null;
  #last: PayoutError | null = null;
  /** Whether this drive has had the provider's answer about earlier transfers, or a store that answers for it. */
  #cleared = false;
  readonly #hold = new Hold();
  #backoffs = 0;
  #polls = 0;
  #lookups = 0;

  constructor(terms: DriveTerms) {
    this.#terms = terms;
    this.#context = terms.context;
  }

  async run(start: Seen): Promise<DriveEnd> {
    let seen = start;
    for (;;) {
      const conflict = this.#conflict(seen.record);
      if (conflict !== null) return finish(err(conflict)).end;
      const next = await this.#take(this.#step(seen), seen);
      if ("end" in next) return next.end;
      seen = next.seen;
    }
  }

  #step({ record, moment }: Seen): Step {
    const { provider, store, skew } = this.#context;
    const owner = record?.lease?.owner ?? null;
    const ownerGone = owner !== null && store.processes?.isGone(owner) === true;
    return nextStep(record, { moment, capabilities: provider.capabilities, ownerGone, skewed: skew.tooLarge });
  }

  #take(step: Step, seen: Seen): Promise<Next> {
    switch (step) {
      case "open":
        return this.#open(seen);
      case "failed":
        return this.#part === null && this.#terms.payout !== null ? this.#open(seen) : resolved(this.#failed(seen));
      case "wait":
        return this.#wait(seen);
      case "resend":
        return this.#resend(seen);
      case "expire":
        return this.#expire(seen);
      case "look_up":
        return this.#lookUp(seen);
      case "paid":
        return resolved(this.#paid(seen));
      case "review":
        return resolved(this.#unsettled(seen));
    }
  }

  #conflict(record: StoredRecord | null): PayoutError | null {
    const { payout, account } = this.#terms;
    if (record === null || payout === null) return null;
    const fields = differingFields(record, payout, account);
    return fields.length === 0 ? null : referenceConflict(record, fields);
  }

  async #open(seen: Seen): Promise<Next> {
    const { payout, stop } = this.#terms;
    if (payout === null) return this.#unsettled(seen);
    if (stop.aborted) return this.#unlessChanged(seen, stoppedAt(seen, this.#last ?? this.#doubt(seen)));
    if (this.#last !== null && !this.#last.retryable) return this.#unlessChanged(seen, this.#unsettled(seen));
    if (this.#last !== null && !(await this.#backOff(seen))) return this.#unlessChanged(seen, stoppedAt(seen, this.#last));
    if (this.#part !== null && seen.record?.state === "canceled") return canceledMeanwhile(seen);
    const cleared = await clearForFirstSend(this.#terms, seen, payout, this.#part === "sent");
    if (stop.aborted) return this.#unlessChanged(seen, stoppedAt(seen, cleared.isErr() ? cleared.error : this.#last));
    if (cleared.isErr()) return this.#unlessChanged(seen, failedWith(cleared.error, seen));
    this.#cleared = true;
    if (cleared.value.kind === "found") return { seen: cleared.value.seen };
    const { prepared } = cleared.value;
    return this.#send(seen, "sent", (record, lease, moment) => {
      if (record !== seen.record) return null;
      const from = record ?? newRecord(seen.id, this.#terms.account.id, payout, latest(moment));
      return claimFirstSend(from, payout, { lease, prepared, moment });
    });
  }

  /** Where nobody looked at the provider, neither a missing record nor one that may be rolled back is evidence. */
  #doubt(seen: Seen): PayoutError | null {
    if (this.#cleared || storeIsTrusted(this.#terms, seen)) return null;
    return unlooked(apiError("timeout", "unknown", "nobody waited any longer"), seen.id.reference);
  }

  async #resend(seen: Seen): Promise<Next> {
    if (this.#terms.stop.aborted) return stoppedAt(seen, this.#last);
    if (this.#terms.payout === null && this.#backoffs >= patience.settleTries) return this.#unsettled(seen);
    if (this.#last !== null && !(await this.#backOff(seen))) return stoppedAt(seen, this.#last);
    return this.#send(seen, this.#part ?? "settled", (record, lease, moment) =>
      record === null || record !== seen.record ? null : claimResend(record, lease, moment),
    );
  }

  async #send(
    seen: Seen,
    part: Part,
    claimed: (record: StoredRecord | null, lease: Lease, moment: Moment) => StoredRecord | null,
  ): Promise<Next> {
    const { clock, ledger, provider, store, skew } = this.#context;
    const moment = { ...seen.moment, processMs: clock.now(), providerMs: skew.providerMs() };
    const claimedAtMs = clock.monotonic();
    const owner = store.processes?.self ?? null;
    const lease = { token: this.#terms.mintToken(), owner, expiresAtMs: latest(moment) + leaseMs(provider.capabilities) };
    const decide: Decide = (record) => claimed(record, lease, moment);
    const claim = await ledger.change(seen, decide);
    if (claim.isErr()) {
      if (claim.error.outcome === "unknown") await ledger.change(seen, withdrawal(seen, decide, lease));
      return this.#unlessChanged(seen, claimFailed(claim.error, seen));
    }
    if (!claim.value.written || claim.value.record === null) {
      this.#part ??= "joined";
      return { seen: claim.value };
    }
    announce(this.#context, seen.record, claim.value, null);
    this.#part = part;
    const held: Claim = { seen: claim.value, record: claim.value.record, lease, claimedAtMs };
    const sent = await sendClaimed(this.#context, held, this.#terms.watch);
    if (sent.isErr()) return finish(err(withOutcome(sent.error, "unknown", seen.id.reference)));
    return this.#after({ ...sent.value, seen: this.#hold.opened(sent.value.seen, lease) });
  }

  /** What a send's answer means for this call. */
  async #after({ seen, failure, hindrance, unrecorded }: Sent): Promise<Next> {
    if (unrecorded !== null) return this.#paid({ ...seen, record: unrecorded });
    if (hindrance !== null) this.#last ??= hindrance;
    if (failure === null) return { seen };
    this.#last = withReference(failure.error, seen.id.reference);
    const { reason } = failure.error;
    if (reason === "authentication" || reason === "permission") return this.#answerNow(seen);
    // Another process may have settled it meanwhile; only what is still unknown has to be looked up.
    const isUnknown = seen.record?.state === "unknown";
    return isUnknown && failure.replayed && failure.serverError ? this.#lookUp(seen) : { seen };
  }

  /** Repeating can't help: the key, or what it may do, has to change first. What others settled is still told. */
  #answerNow(seen: Seen): Next {
    const isSettled = seen.record?.state === "paid" || seen.record?.state === "failed";
    return isSettled ? { seen } : this.#unsettled(seen);
  }

  async #wait(seen: Seen): Promise<Next> {
    const { stop, payout } = this.#terms;
    if (payout === null) return this.#unsettled(seen);
    this.#part ??= "joined";
    const delayMs = Math.min(patience.longestPollMs, patience.firstPollMs * 2 ** this.#polls++);
    await this.#context.clock.sleep(delayMs, stop);
    if (stop.aborted) return stoppedAt(seen, this.#last);
    return this.#reload(seen);
  }

  async #expire(seen: Seen): Promise<Next> {
    const { clock } = this.#context;
    const changed = await this.#context.ledger.change(seen, (record) =>
      record === seen.record && record !== null ? toReconciling(record, clock.now()) : null,
    );
    if (changed.isErr()) return failedWith(changed.error, seen);
    announce(this.#context, seen.record, changed.value, null);
    return { seen: changed.value };
  }

  async #lookUp(seen: Seen): Promise<Next> {
    const { stop, account } = this.#terms;
    if (stop.aborted) return stoppedAt(seen, this.#last);
    const looked = await lookUpPayout(this.#context, account, seen, stop);
    if (stop.aborted) return stoppedAt(looked.isOk() ? looked.value : seen, this.#last);
    if (looked.isErr()) this.#last = looked.error;
    const record = looked.isOk() ? looked.value.record : null;
    if (looked.isOk() && record?.state !== seen.record?.state) {
      this.#part ??= "settled";
      return { seen: looked.value };
    }
    const current = looked.isOk() ? looked.value : seen;
    const lookups = this.#terms.payout === null ? 1 : patience.lookups;
    const mayChangeSoon = current.record?.state === "unknown" && ++this.#lookups < lookups;
    if (!mayChangeSoon) return this.#unsettled(current);
    return (await this.#backOff(current)) ? this.#lookUp(current) : stoppedAt(current, this.#last);
  }

  /** A refusal that writes nothing is as old as the last look at the record: others may have sent it since. */
  async #unlessChanged(seen: Seen, end: End): Promise<Next> {
    const { result } = end.end;
    if (result.isOk() || result.error.outcome !== "not_created") return end;
    if (this.#hold.covers(seen)) return this.#letGo(seen, end);
    const loaded = await this.#context.ledger.load(seen.id);
    if (loaded.isErr()) return finish(err(withOutcome(loaded.error, "unknown", seen.id.reference)));
    return loaded.value.record?.revision === seen.record?.revision ? end : { seen: loaded.value };
  }

  /** Whoever changed it meanwhile is heard first. */
  async #letGo(seen: Seen, end: End): Promise<Next> {
    const { clock, ledger } = this.#context;
    const changed = await ledger.change(seen, letGo(seen, clock.now()));
    if (changed.isErr()) return finish(err(withOutcome(changed.error, "unknown", seen.id.reference)));
    return changed.value.written ? end : { seen: changed.value };
  }

  async #reload(seen: Seen): Promise<Next> {
    const loaded = await this.#context.ledger.load(seen.id);
    return loaded.isErr() ? failedWith(loaded.error, seen) : { seen: loaded.value };
  }

  /** Waits before trying again; false if everybody stopped waiting meanwhile. */
  async #backOff({ id }: Seen): Promise<boolean> {
    const { clock, emit } = this.#context;
    this.#backoffs += 1;
    const delayMs = backoffMs(this.#backoffs, () => clock.random());
    if (this.#last !== null) emit({ type: "request.retried", reference: id.reference, delayMs, error: this.#last });
    await clock.sleep(delayMs, this.#terms.stop);
    return !this.#terms.stop.aborted;
  }

  #paid({ record }: Seen): Next {
    invariant(record?.transfer != null, "a paid payout has no transfer");
    return finish(ok({ transfer: readTransfer(record.transfer), part: this.#part ?? "none" }));
  }

  #failed({ record }: Seen): Next {
    const own = this.#part === "joined" ? null : this.#last;
    const definite = own !== null && own.outcome === "not_created" ? own : null;
    if (record === null) return finish(err(definite ?? apiError("not_found", "not_created", "there is no such payout")));
    return finish(err(definite ?? failureOf(record)));
  }

  #unsettled({ record, id }: Seen): End {
    if (record !== null) return finish(err(unsettled(record, this.#last)));
    const { reference } = id;
    return finish(err(this.#last ?? apiError("not_found", "not_created", "there is no such payout", { reference })));
  }
}

function resolved(next: Next): Promise<Next> {
  return Promise.resolve(next);
}
