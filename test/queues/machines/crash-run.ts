import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { PayoutClient, type PayoutRequest } from "../../../src/index.ts";
import { stripeProvider } from "../../../src/providers/stripe/index.ts";
import { type PayoutQueue, payoutQueue, startBoss } from "../../../src/queues/pg-boss/index.ts";
import { postgresStore } from "../../../src/stores/postgres/index.ts";
import { assertOk } from "../../../src/testing/assert.ts";
import { startStandIn, type StandIn } from "../../stand-in/index.ts";
import type { PostgresServer } from "../../stores/postgres/postgres-server.ts";
import { type Machine, startMachine } from "./start-machine.ts";

/** How a run goes. */
export interface CrashTerms {
  readonly server: PostgresServer;
  readonly payouts: number;
  readonly machines: number;
  /** A machine is killed so often. */
  readonly killEveryMs: number;
  /** No more are killed after so many. */
  readonly mostKills: number;
  /** Whether the database is restarted in the middle. */
  readonly restarts: boolean;
  readonly latencyMs: number;
}

/** What came of it. */
export interface CrashFigures {
  readonly kills: number;
  /** Movements of money at the provider. */
  readonly movements: number;
  /** References that moved money more than once, or never. */
  readonly broken: number;
  readonly deadLetters: number;
  readonly paid: number;
  /** The longest time from a kill until everything that was being sent then was settled. */
  readonly slowestRecoveryMs: number;
  readonly seconds: number;
}

/** Has machines work down a batch while they are killed, one after another. */
export async function crashRun(terms: CrashTerms): Promise<CrashFigures> {
  const { server, latencyMs, payouts } = terms;
  await using standIn = await startStandIn({ latencyMs, validate: false, logRequests: false, balances: { usd: 1e12 } });
  const connectionString = `postgres://postgres:postgres@127.0.0.1:${server.port}/postgres`;
  const pool = new pg.Pool({ connectionString, max: 3 });
  pool.on("error", () => {});
  const started = assertOk(await startBoss({ connectionString }));
  const store = postgresStore({ pool });
  const sender = new PayoutClient({ provider: stripeProvider({ apiKey: standIn.apiKey, baseUrl: standIn.url }), store });
  const queue = payoutQueue({ boss: started.boss, sender, store });
  assertOk(await queue.install());
  assertOk(await queue.enqueue(requests(payouts), { batchId: "crash" }));
  const task = { connectionString, standIn: { url: standIn.url, apiKey: standIn.apiKey }, perSecond: null, concurrency: 30 };
  const fleet = Array.from({ length: terms.machines }, () => startMachine(task));
  const run = new Run(terms, queue, pool, fleet, () => startMachine(task));
  const startedMs = performance.now();
  await run.untilOver();
  const seconds = (performance.now() - startedMs) / 1000;
  await Promise.all(fleet.map((machine) => machine.stop()));
  const figures = { ...run.figures(), ...judge(standIn, payouts), seconds };
  const status = assertOk(await queue.status("crash"));
  const dead = assertOk(await queue.listDeadLetters());
  await sender.close();
  await started.stop();
  await pool.end();
  return { ...figures, paid: status.counts.paid, deadLetters: dead.length };
}

class Run {
  readonly #terms: CrashTerms;
  readonly #queue: PayoutQueue;
  readonly #pool: pg.Pool;
  readonly #fleet: Machine[];
  readonly #start: () => Machine;
  readonly #recoveries: Promise<number>[] = [];
  #kills = 0;
  #restarted = false;
  #slowestMs = 0;

  constructor(terms: CrashTerms, queue: PayoutQueue, pool: pg.Pool, fleet: Machine[], start: () => Machine) {
    this.#terms = terms;
    this.#queue = queue;
    this.#pool = pool;
    this.#fleet = fleet;
    this.#start = start;
  }

  async untilOver(): Promise<void> {
    for (let killedAtMs = performance.now(); ; ) {
      const status = await this.#queue.status("crash");
      if (status.isOk() && status.value.isOver) break;
      this.#revive();
      if (this.#terms.restarts && !this.#restarted && status.isOk() && status.value.counts.paid * 2 > this.#terms.payouts) {
        this.#restarted = true;
        await this.#terms.server.restart();
      }
      if (this.#kills < this.#terms.mostKills && performance.now() - killedAtMs > this.#terms.killEveryMs) {
        killedAtMs = performance.now();
        await this.#killOne();
      }
      await sleep(200);
    }
    this.#slowestMs = Math.max(0, ...(await Promise.all(this.#recoveries)));
  }

  figures() {
    return { kills: this.#kills, slowestRecoveryMs: this.#slowestMs };
  }

  /** A machine that ended by itself, because the database was away at its start, is started again. */
  #revive(): void {
    for (const [place, machine] of this.#fleet.entries()) if (machine.isGone()) this.#fleet[place] = this.#start();
  }

  /** Kills one that is at work: one that is still being started has nothing to lose. */
  async #killOne(): Promise<void> {
    const place = this.#fleet.findIndex((machine) => machine.paid() > 0);
    if (place === -1) return;
    await this.#fleet[place]?.kill();
    this.#kills += 1;
    this.#recoveries.push(this.#recovery(performance.now()));
    this.#fleet[place] = this.#start();
  }

  /** How long it takes until everything that is being sent now is settled. */
  async #recovery(killedAtMs: number): Promise<number> {
    const sending = await this.#ask("SELECT reference FROM payoutkit_queued WHERE state = 'sending'", []);
    const references = sending.map(({ reference }) => reference);
    const still = "SELECT FROM payoutkit_queued WHERE reference = ANY($1) AND state NOT IN ('paid', 'failed', 'review') LIMIT 1";
    while ((await this.#ask(still, [references])).length > 0) await sleep(200);
    return performance.now() - killedAtMs;
  }

  /** Asks until the database is there. */
  async #ask(text: string, values: unknown[]): Promise<{ readonly reference: string }[]> {
    for (;;) {
      const answer = await this.#pool.query<{ reference: string }>(text, values).catch(() => null);
      if (answer !== null) return answer.rows;
      await sleep(200);
    }
  }
}

function judge({ movements }: StandIn, payouts: number): Pick<CrashFigures, "movements" | "broken"> {
  const moved = new Map<string, number>();
  for (const { metadata } of movements) {
    const reference = metadata["payoutkit_reference"] ?? "";
    moved.set(reference, (moved.get(reference) ?? 0) + 1);
  }
  const broken = [...requests(payouts)].filter(({ reference }) => moved.get(reference) !== 1).length;
  return { movements: movements.length, broken };
}

function* requests(count: number): Generator<PayoutRequest> {
  for (let index = 0; index < count; index++) {
    yield { reference: `2026-11:member_${index}`, recipientId: "acct_ready", amount: 1000 + (index % 5000), currency: "usd" };
  }
}
