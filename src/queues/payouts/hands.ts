import type { EngineJob } from "./engine.ts";

/** A job that a worker has. */
export interface HeldJob {
  readonly job: EngineJob;
  /** Its payouts of which isn't written down yet what became of them. */
  readonly left: Set<string>;
  /** Why it has to be given back; `null` if it hasn't. */
  fault: string | null;
}

/** A payout of a job that a worker has. */
export interface HeldPayout {
  readonly held: HeldJob;
  readonly reference: string;
}

/** What a worker has: jobs, and of their payouts those that wait for a place and those that are under way. */
export class Hands {
  readonly #held = new Set<HeldJob>();
  #waiting: HeldPayout[] = [];
  #underWay = 0;

  get jobs(): EngineJob[] {
    return [...this.#held].map(({ job }) => job);
  }

  get areEmpty(): boolean {
    return this.#held.size === 0 && this.#underWay === 0;
  }

  /** How many payouts wait for a place. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** How many payouts are under way. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Takes jobs. One that names no payouts isn't held, and ends as one that nobody keeps. */
  hold(jobs: readonly EngineJob[]): void {
    for (const job of jobs.filter(({ subjects }) => subjects.length > 0)) {
      const held = { job, left: new Set(job.subjects), fault: null };
      this.#held.add(held);
      for (const reference of held.left) this.#waiting.push({ held, reference });
    }
  }

  /** Gives so many payouts at most of those that wait, and counts them as under way. */
  takeUp(limit: number): HeldPayout[] {
    const taken = this.#waiting.splice(0, limit);
    this.#underWay += taken.length;
    return taken;
  }

  /** Payouts that aren't under way any more. */
  putDown(payouts: readonly HeldPayout[]): void {
    this.#underWay -= payouts.length;
  }

  /** Jobs that this worker has no more to do with. */
  letGo(jobs: Iterable<HeldJob>): void {
    for (const held of jobs) this.#held.delete(held);
    this.#waiting = this.#waiting.filter(({ held }) => this.#held.has(held));
  }
}
