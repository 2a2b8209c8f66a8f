import type { PayoutClient } from "../../../src/client.ts";
import type { PayoutEvent } from "../../../src/domain/events.ts";
import { Judge } from "../judge/judge.ts";
import { type Backup, DurableStore } from "./durable-store.ts";
import { Bank } from "./bank.ts";
import { hourMs, secondMs } from "./durations.ts";
import { Machine } from "./machine.ts";
import { providerPort, rateLimits } from "./provider-port.ts";
import { Random } from "./random.ts";
import { Readers } from "./readers.ts";
import type { Scenario } from "./scenario.ts";
import { Schedule } from "./schedule.ts";
import { storePort } from "./store-port.ts";
import type { Surroundings } from "./surroundings.ts";
import { Trace } from "./trace.ts";
import { Webhooks } from "./webhooks.ts";

/** The library under test: the real one, or one with a planted mistake. */
export type ClientClass = typeof PayoutClient;

/** A process that runs, and the client in it. */
export interface Process {
  readonly machine: Machine;
  readonly client: PayoutClient;
}

/** A place where one process runs at a time. */
export interface Host {
  readonly index: number;
  skewMs: number;
  runs: number;
  /** `null` while nothing runs there. */
  process: Process | null;
}

/** A provider, a store and a few processes with the real client, and nothing that isn't decided by the seed. */
export class World {
  readonly scenario: Scenario;
  readonly random: Random;
  readonly around: Surroundings;
  readonly bank: Bank;
  readonly store: DurableStore;
  readonly webhooks: Webhooks;
  readonly readers: Readers;
  readonly hosts: readonly Host[];
  readonly backups: Backup[] = [];
  /** The application's newest release; a restart brings it. */
  release = 1;
  /** How far the store's clock is off, `null` if it has none. */
  storeSkewMs: number | null;
  readonly #Client: ClientClass;

  constructor(scenario: Scenario, Client: ClientClass) {
    this.scenario = scenario;
    this.#Client = Client;
    this.storeSkewMs = scenario.storeSkewMs;
    this.random = new Random(scenario.seed);
    const schedule = new Schedule(Date.UTC(2026, 0, 1));
    const trace = new Trace(() => schedule.nowMs);
    const judge = new Judge(schedule, trace, rateLimits);
    const onCrash = (machine: Machine): void => this.#onCrash(machine);
    this.around = { schedule, trace, random: this.random.fork(), judge, knobs: scenario.knobs, onCrash };
    this.bank = new Bank(this.around, (news, transfer) => this.webhooks.tell(news, transfer));
    this.webhooks = new Webhooks(this);
    this.readers = new Readers(this);
    this.store = new DurableStore(judge);
    this.hosts = scenario.skewsMs.map((skewMs, index) => ({ index, skewMs, runs: 0, process: null }));
    for (const host of this.hosts) this.start(host);
  }

  /** The processes that run now. */
  get running(): Process[] {
    return this.hosts.flatMap(({ process }) => process ?? []);
  }

  /** Lets time go on, unless a promise is broken. */
  async run(ms: number): Promise<void> {
    const { schedule, judge } = this.around;
    await schedule.runUntil(schedule.nowMs + ms, () => judge.violation !== null);
  }

  start(host: Host): void {
    if (host.process !== null) return;
    host.runs += 1;
    const machine = new Machine(this.around, `p${host.index + 1}#${host.runs}`, { skewMs: host.skewMs, release: this.release });
    const { lookupNew, checkBalance, tellsDeadProcesses } = this.scenario;
    const processes = tellsDeadProcesses ? (owner: string) => !this.#isAlive(owner) : null;
    const client = new this.#Client({
      provider: providerPort(this.around, this.bank, machine),
      store: storePort(this.around, this.store, machine, { skewMs: () => this.storeSkewMs, processes }),
      clock: machine.clock,
      minimums: { usd: 100 },
      lookupNew,
      checkBalance,
      onEvent: (event) => this.#onEvent(machine, event),
    });
    host.process = { machine, client };
    this.around.trace.note(machine.name, `starts release ${machine.release}, its clock ${Math.round(host.skewMs / secondMs)} s off`);
  }

  #onEvent(machine: Machine, event: PayoutEvent): void {
    const { name } = machine;
    if (event.type === "alarm.failed_payout_was_paid") this.around.judge.alarms.raised(machine, event.reference);
    const told = event.type.startsWith("alarm.") || event.type === "clock.skewed" || event.type === "store.behind";
    if (told) this.around.trace.note(name, `tells of ${event.type}${"why" in event ? `: ${event.why}` : ""}`);
  }

  #onCrash(machine: Machine): void {
    this.around.judge.onCrash(machine);
    const host = this.hosts.find(({ process }) => process?.machine === machine);
    if (host === undefined) return;
    host.process = null;
    this.around.schedule.after(this.random.span(secondMs, 2 * hourMs), () => this.start(host));
  }

  #isAlive(name: string): boolean {
    return this.running.some(({ machine }) => machine.name === name && machine.alive);
  }
}
