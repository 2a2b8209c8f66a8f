import type { PayoutRequest } from "../../src/index.ts";
import { startStandIn, type StandIn } from "../stand-in/index.ts";
import { type Judge, movedSoFar } from "./judge.ts";
import type { StoreConfig } from "./open-store.ts";
import { runWorker } from "./run-worker.ts";
import type { Scenario } from "./scenarios.ts";
import type { Stores } from "./stores.ts";
import type { Death, Job, Told, WorkerLine } from "./worker-task.ts";

/** Which deaths to die. */
export interface SweepTerms {
  readonly scenario: Scenario;
  readonly stores: Stores;
  readonly judge: Judge;
  /** The kind or the name of the steps at which to die. */
  readonly at: string;
  /** Worlds at once. */
  readonly lanes: number;
}

/**
 * Kills a process at its first step, another at its second, and so on until one gets through; after each death
 * another process settles the payout. Resolves to the number of deaths.
 */
export async function sweep(terms: SweepTerms): Promise<number> {
  let count = 0;
  let deaths = 0;
  let over = false;
  const lane = async (): Promise<void> => {
    while (!over) {
      if (await dieOnce(terms, { at: terms.at, count: ++count })) deaths += 1;
      else over = true;
    }
  };
  await Promise.all(Array.from({ length: terms.lanes }, lane));
  return deaths;
}

async function dieOnce({ scenario, stores, judge }: SweepTerms, death: Death): Promise<boolean> {
  const where = `${stores.name}, ${scenario.name}, ${death.at} ${death.count}`;
  await using standIn = await startStandIn({ latencyMs: 4, validate: false });
  standIn.setRecipient({ id: recipientId, transfers: scenario.declined ? "inactive" : "active" });
  const world: World = { standIn, store: stores.fresh(), judge, where };
  if (scenario.recovers) await work(world, [send], { at: "after provider.create", count: 1 });
  for (const fault of scenario.faults) standIn.addFault(fault);
  const { killed } = await work(world, scenario.recovers ? [recover] : [send], death);
  await finish(world, scenario.declined ? "not_created" : "created", death.count % 2 === 0);
  if (scenario.declined) {
    standIn.setRecipient(recipientId);
    await finish(world, "created", false);
  }
  await judge.rest(standIn, world.store, [{ payout, declined: false }], where);
  return killed;
}

const recipientId = "acct_member";
const payout: PayoutRequest = { reference: "2026-11:member_42", recipientId, amount: 2500, currency: "usd" };
const send: Job = { call: "sendPayout", payout };
const recover: Job = { call: "recover" };

interface World {
  readonly standIn: StandIn;
  readonly store: StoreConfig;
  readonly judge: Judge;
  readonly where: string;
}

/**
 * Another process settles the payout: it sends again, or recovers first. A machine that stands still for a minute
 * ends a call before its time, and what the caller is told then is to call again.
 */
async function finish(world: World, wanted: Told["outcome"], recoversFirst: boolean): Promise<void> {
  let last: Told | undefined;
  for (let calls = 0; calls < 3 && last?.outcome !== wanted; calls++) {
    last = (await work(world, recoversFirst ? [recover, send] : [send], null)).told.at(-1);
  }
  if (last?.outcome !== wanted) world.judge.lost(world.where, `in the end a caller was told ${JSON.stringify(last)}`);
}

interface Work {
  readonly killed: boolean;
  readonly told: readonly Told[];
}

/** Runs a worker that may die, and judges all that it says. */
async function work({ standIn, store, judge, where }: World, jobs: readonly Job[], death: Death | null): Promise<Work> {
  const movedBefore = movedSoFar(standIn);
  const told: Told[] = [];
  const hear = (line: WorkerLine): void => {
    if (line.line === "dies") judge.died(line.at);
    if (line.line === "recovered") judge.heardRecovery(standIn, line, where);
    if (line.line !== "told") return;
    told.push(line.told);
    judge.heard(standIn, line.told, { where, alone: true, movedBefore });
  };
  const provider = { url: standIn.url, apiKey: standIn.apiKey };
  const { killed } = await runWorker({ store, provider, jobs, death, tellsSteps: false }, hear);
  return { killed, told };
}
