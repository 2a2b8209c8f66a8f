import type { PayoutRequest } from "../../../src/domain/payout-request.ts";
import { groupOf } from "./books.ts";
import type { Callers } from "./callers.ts";
import { dayMs, hourMs, minuteMs, secondMs } from "./durations.ts";
import { reverse, reverseByHand, reverseInSeveralPlaces } from "./reversing.ts";
import { loseStore } from "./store-losses.ts";
import type { Process, World } from "./world.ts";

/** One thing that happens in a world, and how often beside the others. */
interface Step {
  readonly weight: number;
  readonly happen: (world: World, callers: Callers, process: Process) => void;
}

/** Lets one thing happen, drawn by the world. */
export function takeStep(world: World, callers: Callers): void {
  const { random } = world;
  const [first, ...others] = world.running;
  if (first === undefined) return;
  const process = random.pick([first, ...others]);
  if (isAboutLosses(world) && random.chance(0.2)) return loseStore(world);
  let left = random.next() * totalWeight;
  for (const { weight, happen } of steps) {
    left -= weight;
    if (left < 0) return happen(world, callers, process);
  }
}

function isAboutLosses({ scenario: { limit } }: World): boolean {
  return limit === "store_lost_while_sending" || limit === "rows_lost_unseen" || limit === "store_replaced_while_running";
}

/** How long until the next thing: now, soon, or much later. */
export function nextGapMs({ random }: World): number {
  const kind = random.next();
  if (kind < 0.45) return random.integer(0, 2 * secondMs);
  return kind < 0.7 ? random.span(secondMs, 20 * minuteMs) : random.span(10 * minuteMs, 30 * hourMs);
}

const steps: readonly Step[] = [
  { weight: 36, happen: call },
  { weight: 10, happen: burst },
  { weight: 16, happen: (_, callers, process) => callers.recover(process) },
  { weight: 7, happen: batch },
  { weight: 4, happen: cancel },
  { weight: 4, happen: resolve },
  { weight: 10, happen: reverse },
  { weight: 5, happen: reverseInSeveralPlaces },
  { weight: 4, happen: reverseByHand },
  { weight: 8, happen: read },
  { weight: 4, happen: ({ random, readers }, callers, process) => readers.reconcile(process, random.chance(0.6), callers.waiting(process)) },
  { weight: 3, happen: ({ webhooks }) => webhooks.forge() },
  { weight: 4, happen: (_, __, { machine }) => machine.crash() },
  { weight: 3, happen: (_, callers, process) => callers.close(process) },
  { weight: 3, happen: upgrade },
  { weight: 4, happen: outage },
  { weight: 6, happen: moveBalance },
  { weight: 5, happen: ({ bank, random }) => bank.changeRecipient(`acct_${random.integer(1, 3)}`) },
  { weight: 4, happen: addForeign },
  { weight: 4, happen: ({ backups, store, bank }) => void backups.push(store.backUp(bank.nowMs)) },
  { weight: 5, happen: loseStore },
  { weight: 2, happen: setClock },
];

const totalWeight = steps.reduce((sum, { weight }) => sum + weight, 0);

function call(world: World, callers: Callers, process: Process): void {
  callers.send(process, request(world), callers.waiting(process));
}

/** Several processes send the same reference at once. */
function burst(world: World, callers: Callers, process: Process): void {
  const wanted = request(world);
  for (const other of [process, ...world.running]) callers.send(other, wanted, callers.waiting(other));
}

function batch(world: World, callers: Callers, process: Process): void {
  const requests = Array.from({ length: world.random.integer(1, 6) }, () => request(world));
  callers.batch(process, requests, world.random.pick(["all", "each"]), callers.waiting(process));
}

function read(world: World, callers: Callers, process: Process): void {
  const { random, readers, scenario } = world;
  const origin = random.chance(0.6) ? "payoutkit" : undefined;
  const waiting = callers.waiting(process);
  switch (random.integer(0, 4)) {
    case 0:
      return readers.list(process, origin, waiting);
    case 1:
      return readers.total(process, origin, waiting);
    case 2:
      return readers.recipient(process, `acct_${random.integer(1, 3)}`, waiting);
    case 3:
      return readers.plan(process, Array.from({ length: random.integer(1, 6) }, () => request(world)), waiting);
    default:
      return readers.payout(process, random.pick(scenario.payouts).reference);
  }
}

/** Mostly the same as ever, sometimes with another amount or recipient. */
function request({ random, scenario }: World): PayoutRequest {
  const payout = random.pick(scenario.payouts);
  if (random.chance(0.9)) return payout;
  return random.chance(0.5) ? { ...payout, amount: payout.amount + 1 } : { ...payout, recipientId: "acct_3" };
}

function cancel({ random, scenario }: World, callers: Callers, process: Process): void {
  const [wish] = scenario.reversals;
  if (wish !== undefined && random.chance(0.3)) return callers.cancel(process, { kind: "reversal", reference: wish.reference });
  callers.cancel(process, { kind: "payout", reference: random.pick(scenario.payouts).reference });
}

function resolve(world: World, callers: Callers, process: Process): void {
  for (const record of world.store.records()) if (record.state === "review") callers.resolve(process, record);
}

/** A new release comes with the next start, and puts other things into its requests. */
function upgrade(world: World, _: Callers, { machine }: Process): void {
  world.release += 1;
  machine.crash();
}

function outage(world: World): void {
  const { bank, random, around } = world;
  if (!bank.reachable) return;
  bank.reachable = false;
  around.trace.note("bank", "can't be reached");
  around.schedule.after(random.span(10 * minuteMs, 3 * dayMs), () => {
    bank.reachable = true;
    around.trace.note("bank", "can be reached again");
  });
}

function moveBalance({ bank, random, around }: World): void {
  bank.balance = random.chance(0.5) ? random.integer(0, 20_000) : 100_000;
  around.trace.note("bank", `has a balance of ${bank.balance}`);
}

/** Somebody else's transfer, more or less like one of ours. */
function addForeign({ bank, random, scenario }: World): void {
  const { reference, recipientId, amount, currency } = random.pick(scenario.payouts);
  const plain = { recipientId, amount, currency, mark: null, mode: "live" } as const;
  const group = groupOf({ namespace: "default", reference });
  const kind = random.integer(0, 3);
  if (kind === 0) return bank.addForeign(plain, null);
  if (kind === 1) return bank.addForeign(plain, group);
  const namespace = kind === 2 ? "another" : "default";
  bank.addForeign({ ...plain, mark: { namespace, reference }, mode: kind === 2 ? "live" : "test" }, group);
}

function setClock({ random, scenario, hosts }: World, _: Callers, { machine }: Process): void {
  const host = hosts.find(({ process }) => process?.machine === machine);
  if (host === undefined) return;
  const far = scenario.limit === "clock_set_while_running";
  host.skewMs += far ? random.integer(-26, 26) * hourMs : random.integer(-60, 60) * secondMs;
  machine.setClock(host.skewMs);
}
