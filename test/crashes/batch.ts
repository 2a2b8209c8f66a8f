import type { PayoutRequest } from "../../src/index.ts";
import { Random } from "../simulation/world/random.ts";
import { type Fault, type FaultKind, startStandIn, type StandIn } from "../stand-in/index.ts";
import { type Expected, type Judge, movedSoFar } from "./judge.ts";
import type { StoreConfig } from "./open-store.ts";
import { runWorker } from "./run-worker.ts";
import type { Stores } from "./stores.ts";
import type { WorkerLine } from "./worker-task.ts";

/** A batch that is killed again and again until it is through. */
export interface BatchTerms {
  readonly stores: Stores;
  readonly judge: Judge;
  readonly seed: number;
  readonly payouts: number;
  /** Processes that run the same batch at once on one store. */
  readonly clients: number;
  /** How often each of them is killed. */
  readonly killsEach: number;
}

/** Runs the batch to its end and judges what moved and every answer that was given. */
export async function crashBatch(terms: BatchTerms): Promise<void> {
  const { stores, judge, seed, clients } = terms;
  const random = new Random(seed);
  await using standIn = await startStandIn({ latencyMs: random.integer(1, 6), validate: false });
  standIn.setRecipient({ id: refused, transfers: "inactive" });
  const declines = seed % 2 === 0;
  const expected = Array.from({ length: terms.payouts }, (_, index) => expectedAt(index, declines));
  const where = `${stores.name}, batch of seed ${seed} with ${clients} at once`;
  const world: World = { terms, standIn, store: stores.fresh(), expected, faults: declines ? [...passing] : [...passing, ...stored], where };
  await Promise.all(Array.from({ length: clients }, () => runClient(world, random.fork())));
  await judge.rest(standIn, world.store, expected, where);
}

interface World {
  readonly terms: BatchTerms;
  readonly standIn: StandIn;
  readonly store: StoreConfig;
  readonly expected: readonly Expected[];
  readonly faults: readonly FaultKind[];
  readonly where: string;
}

const refused = "acct_refused";
const concurrency = 8;

/** A server error that is stored for a payout that would be declined leaves it unknown until its key has expired. */
function expectedAt(index: number, declines: boolean): Expected {
  const declined = declines && index % 20 === 7;
  const recipientId = declined ? refused : "acct_ready";
  return { declined, payout: { reference: `2026-11:member_${index}`, recipientId, amount: 100 + index, currency: "usd" } };
}

/** Starts the batch, kills it, starts it again; in the end it is left alone until nothing is unsettled. */
async function runClient(world: World, random: Random): Promise<void> {
  const { terms, judge, where } = { ...world, judge: world.terms.judge };
  for (let kills = 0, tries = 0; kills < terms.killsEach && tries < 3 * terms.killsEach; tries++) {
    for (const fault of drawFaults(world.faults, random)) world.standIn.addFault(fault);
    const end = await runOnce(world, random, drawMoment(terms, random));
    if (end.killedAt !== null) {
      kills += 1;
      judge.died(end.killedAt);
    }
  }
  for (let tries = 0; tries < mostTries; tries++) {
    if ((await runOnce(world, random, null)).settled) return;
  }
  judge.lost(where, `after ${mostTries} runs without a kill something is still unsettled`);
}

const mostTries = 8;

/** When a process is killed: after so many steps, and a little later. */
interface KillMoment {
  readonly afterSteps: number;
  readonly delayMs: number;
}

function drawMoment({ payouts, killsEach, clients }: BatchTerms, random: Random): KillMoment {
  const stepsOfAll = 10 * payouts;
  const share = Math.max(30, Math.round((2 * stepsOfAll) / (killsEach * clients)));
  return { afterSteps: random.integer(1, share), delayMs: random.integer(0, 6) };
}

interface RunEnd {
  /** Its last step, `null` if it wasn't killed. */
  readonly killedAt: string | null;
  readonly settled: boolean;
}

async function runOnce({ terms, standIn, store, expected, where }: World, random: Random, moment: KillMoment | null): Promise<RunEnd> {
  const { judge, clients } = terms;
  const hearing = { where, alone: clients === 1, movedBefore: movedSoFar(standIn) };
  const payouts = shuffled(expected.map(({ payout }) => payout), random);
  const provider = { url: standIn.url, apiKey: standIn.apiKey };
  const jobs = [{ call: "processBatchPayouts", payouts, concurrency }] as const;
  let steps = 0;
  let last = "its start";
  let settled = false;
  const { killed } = await runWorker({ store, provider, jobs, death: null, tellsSteps: true }, (line: WorkerLine, child) => {
    if (line.line === "told") judge.heard(standIn, line.told, hearing);
    if (line.line === "batch") settled = line.unsettled === 0 && line.total === payouts.length;
    if (line.line !== "step") return;
    last = line.at;
    steps += 1;
    if (steps === moment?.afterSteps) setTimeout(() => child.kill("SIGKILL"), moment.delayMs);
  });
  return { killedAt: killed ? last : null, settled };
}

function shuffled(payouts: readonly PayoutRequest[], random: Random): PayoutRequest[] {
  return payouts
    .map((payout) => ({ payout, place: random.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ payout }) => payout);
}

/** What goes wrong at the provider while one process lives. */
function drawFaults(kinds: readonly FaultKind[], random: Random): Fault[] {
  return Array.from({ length: random.integer(0, 3) }, () => {
    const kind = kinds[random.integer(0, kinds.length - 1)] ?? { name: "error_429" };
    const readable = kind.name === "error_429" || kind.name === "lose_response";
    const method = readable && random.chance(0.3) ? "GET" : "POST";
    // The Stripe package sends once more by itself where a connection breaks.
    const times = kind.name === "lose_response" || kind.name === "lose_request" ? 2 : 1;
    return { ...kind, method, path: "/v1/transfers", skip: random.integer(0, 12), times };
  });
}

const passing: readonly FaultKind[] = [
  { name: "lose_response" },
  { name: "lose_request" },
  { name: "html_502", executes: true },
  { name: "html_502", executes: false },
  { name: "truncated_body" },
  { name: "error_429" },
  { name: "lock_timeout" },
];

const stored: readonly FaultKind[] = [{ name: "error_500_executed" }, { name: "error_500_rolled_forward", ms: 200 }];
