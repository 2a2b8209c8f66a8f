import { err, ok, type Result } from "neverthrow";
import { apiError } from "../../domain/api-error.ts";
import type { PayoutError } from "../../domain/errors.ts";
import type { Payout, PayoutRequest } from "../../domain/payout-request.ts";
import type { Transfer } from "../../domain/transfer.ts";
import type { ClaimedPayout } from "../../ports/queue-ledger.ts";
import { Bell } from "./bell.ts";
import { doChores } from "./chores.ts";
import { reclaim } from "./give-back.ts";
import { Hands, type HeldPayout } from "./hands.ts";
import { mostPerJob } from "./job-share.ts";
import { Outbox } from "./outbox.ts";
import type { QueueParts } from "./parts.ts";
import { judge, stopsWorker, type Verdict } from "./verdict.ts";

/** What one worker did. */
export interface WorkReport {
  /** Payouts of which it learned that they are paid. */
  readonly paid: number;
  readonly failed: number;
  readonly review: number;
  /** Times that it put one back for another try. */
  readonly putBack: number;
}

/** One process's worker: it takes jobs, has their payouts sent, and writes down what became of them. */
export class Worker {
  readonly #parts: QueueParts;
  readonly #stop: AbortSignal;
  readonly #graceMs: number;
  /** Ends the waiting for sends that take too long while the worker stops. */
  readonly #hurry = new AbortController();
  readonly #fault = new AbortController();
  readonly #over = new AbortController();
  readonly #hands = new Hands();
  readonly #changed = new Bell();
  readonly #outbox: Outbox;
  readonly #report = { paid: 0, failed: 0, review: 0, putBack: 0 };
  #stoppedBy: PayoutError | null = null;

  constructor(parts: QueueParts, signal: AbortSignal | undefined, graceMs: number) {
    this.#parts = parts;
    this.#stop = signal === undefined ? this.#fault.signal : AbortSignal.any([signal, this.#fault.signal]);
    this.#graceMs = graceMs;
    this.#outbox = new Outbox(parts, this.#hands, () => this.#changed.ring());
  }

  /** Works until it is told to stop; what is under way then is finished. */
  async run(): Promise<Result<WorkReport, PayoutError<"API_ERROR">>> {
    const ring = (): void => this.#changed.ring();
    this.#stop.addEventListener("abort", ring, { once: true });
    const beside = [this.#keepHands(), doChores(this.#parts, this.#stop)];
    await this.#takeJobs();
    this.#outbox.push(this.#hands.takeUp(Infinity).map((payout) => ({ payout, verdict: { kind: "left" } })));
    void this.#parts.clock.sleep(this.#graceMs, this.#over.signal).then(() => this.#hurry.abort(stopping));
    while (!this.#hands.areEmpty) await this.#changed.rings();
    this.#over.abort(stopping);
    this.#stop.removeEventListener("abort", ring);
    await Promise.all(beside);
    return this.#stoppedBy?.code === "API_ERROR" ? err(this.#stoppedBy) : ok({ ...this.#report });
  }

  async #takeJobs(): Promise<void> {
    const { engine, clock, concurrency } = this.#parts;
    for (let faults = 0; !this.#stop.aborted; ) {
      const { underWay, waiting } = this.#hands;
      const free = concurrency - underWay;
      if (free < (underWay === 0 ? 1 : concurrency / 4)) {
        await this.#changed.rings();
      } else if (waiting > 0) {
        await this.#pay(this.#hands.takeUp(free));
      } else {
        const jobs = await engine.fetch("payouts", Math.ceil(free / mostPerJob));
        faults = jobs.isErr() ? faults + 1 : 0;
        if (jobs.isOk() && jobs.value.length > 0) this.#hands.hold(jobs.value);
        else await clock.sleep(idleMs(clock.random(), faults), this.#stop);
      }
    }
  }

  /** Payouts are claimed when there is a place for them and not before, so that until then they can be canceled. */
  async #pay(payouts: readonly HeldPayout[]): Promise<void> {
    const { ledger, scope } = this.#parts;
    const claimed = await ledger.claim(scope, payouts.map(({ held, reference }) => ({ job: held.job.id, reference })));
    if (claimed.isErr()) {
      const { message } = claimed.error;
      return this.#outbox.push(payouts.map((payout) => ({ payout, verdict: { kind: "broken", why: message } })));
    }
    const found = new Map(claimed.value.map((one) => [one.reference, one]));
    const idle: HeldPayout[] = [];
    for (const payout of payouts) {
      const one = found.get(payout.reference);
      if (one?.job === payout.held.job.id) void this.#payOne(payout, one);
      else idle.push(payout);
    }
    this.#outbox.push(idle.map((payout) => ({ payout, verdict: null })));
  }

  async #payOne(payout: HeldPayout, claimed: ClaimedPayout): Promise<void> {
    const verdict = await this.#send(claimed);
    if (verdict.kind === "settled") this.#report[verdict.state] += 1;
    else this.#report.putBack += 1;
    this.#outbox.push([{ payout, verdict }]);
  }

  async #send({ payout, tries }: ClaimedPayout): Promise<Verdict> {
    const { sender, rate, clock } = this.#parts;
    const { signal } = this.#hurry;
    try {
      const allowed = await rate?.acquire("write", signal);
      if (allowed?.isErr() === true) return judge(err(allowed.error), tries, clock.random());
      const answer = await sender.sendPayout(toRequest(payout), { signal });
      this.#heed(answer);
      return judge(answer, tries, clock.random());
    } catch (cause) {
      return { kind: "broken", why: `the sender threw: ${cause instanceof Error ? cause.message : String(cause)}` };
    }
  }

  #heed(answer: Result<Transfer, PayoutError>): void {
    if (answer.isOk()) return;
    const { error } = answer;
    if (error.code === "API_ERROR" && error.reason === "rate_limited" && error.details.limit !== "object") {
      this.#parts.rate?.limited("write", error.details.retryAfterMs, error.details.limit);
    }
    if (!stopsWorker(answer)) return;
    this.#stoppedBy ??= error;
    this.#fault.abort(stopping);
  }

  /** Says now and then that this worker is alive, and looks after those that aren't. */
  async #keepHands(): Promise<void> {
    const { engine, clock } = this.#parts;
    while (!this.#over.signal.aborted) {
      await clock.sleep(pulseMs, this.#over.signal);
      const { jobs } = this.#hands;
      if (jobs.length > 0) await engine.keep("payouts", jobs);
      await reclaim(this.#parts);
    }
  }
}

const pulseMs = 4_000;

// Without a reason of its own, each abort would make an exception with a stack.
const stopping = "the worker stops";

/** How long a worker waits that found nothing to do, or whose database didn't answer so many times. */
function idleMs(random: number, faults: number): number {
  const baseMs = faults === 0 ? 500 : Math.min(10_000, 250 * 2 ** faults);
  return baseMs * (0.75 + random / 2);
}

function toRequest({ description, ...payout }: Payout): PayoutRequest {
  return description === null ? payout : { ...payout, description };
}

/** What a worker says that has been told to work twice at once. */
export function alreadyWorking(): PayoutError<"API_ERROR"> {
  return apiError("in_progress", "not_created", "this queue works already; stop that before it works again");
}
