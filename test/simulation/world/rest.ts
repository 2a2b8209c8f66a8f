import type { StoredRecord } from "../../../src/ports/payout-store.ts";
import type { Callers } from "./callers.ts";
import { hourMs, minuteMs, promises } from "./durations.ts";
import { calm } from "./knobs.ts";
import type { World } from "./world.ts";

/** Takes every fault away and drives the world on until nothing moves any more. */
export async function comeToRest(world: World, callers: Callers): Promise<void> {
  endFaults(world);
  await recoverUntilSettled(world, callers);
  checkNothingUnknown(world);
  for (let round = 0; round < mostRounds && !isOver(world); round++) {
    await resolveReviews(world, callers);
    await callAgain(world, callers);
    await recoverUntilSettled(world, callers);
  }
  await run(world, 10 * minuteMs);
  checkAgreement(world);
  checkAnswers(world);
}

// Stored declines of attempts that a lost store forgot are replayed one by one before a new one is made.
const mostRounds = 20;

function isOver({ around, scenario, store }: World): boolean {
  const paid = scenario.payouts.every(({ reference }) => store.find(reference)?.state === "paid");
  return paid || around.judge.violation !== null;
}

function endFaults(world: World): void {
  const { around, bank, hosts, scenario } = world;
  around.trace.note("world", "the faults stop");
  around.knobs = { ...calm, latestRollForwardMs: scenario.knobs.latestRollForwardMs };
  bank.reachable = true;
  bank.balance = 1_000_000;
  bank.unready.clear();
  if (world.storeSkewMs !== null) world.storeSkewMs = 0;
  for (const host of hosts) {
    host.skewMs = 0;
    if (host.process === null) world.start(host);
    host.process?.machine.resume();
    host.process?.machine.setClock(0);
  }
}

/** Recovers every hour until nothing is open, for as long as a key's window and the quiet time take together. */
async function recoverUntilSettled(world: World, callers: Callers): Promise<void> {
  const { around, bank } = world;
  const hours = (promises.keyWindowMs + promises.quietMs) / hourMs + 20;
  for (let hour = 0; hour < hours; hour++) {
    await run(world, 2 * minuteMs);
    if (around.judge.violation !== null) return;
    if (!bank.anythingPending && openRecords(world).length === 0) return;
    for (const process of world.running) callers.recover(process);
    await run(world, hourMs);
  }
}

async function run({ around }: World, ms: number): Promise<void> {
  await around.schedule.runUntil(around.schedule.nowMs + ms, () => around.judge.violation !== null);
}

function openRecords({ store }: World): StoredRecord[] {
  return store.records().filter(({ state }) => ["sending", "unknown", "reconciling"].includes(state));
}

function checkNothingUnknown(world: World): void {
  const { judge } = world.around;
  for (const { reference, state } of openRecords(world)) judge.broken(4, `${reference} is still ${state}`);
  for (const { reference, state, notes } of world.store.records()) {
    const { serverErrors, keyConflicts, movements } = judge.truth(reference);
    const hasCause = serverErrors > 0 || keyConflicts > 0 || movements.length > 1;
    if (state === "review" && !hasCause) judge.broken(4, `${reference} is in review without a cause: ${notes.join("; ")}`);
  }
}

function checkAnswers({ around: { judge } }: World): void {
  for (const { reference, machine } of judge.calls.unanswered()) judge.broken(0, `a call for ${reference} on ${machine.name} is never answered`);
}

/** A person looks at what is in review, once it is old enough to be called absent. */
async function resolveReviews(world: World, callers: Callers): Promise<void> {
  const reviews = world.store.records().filter(({ state }) => state === "review");
  if (reviews.length === 0) return;
  await run(world, promises.keyWindowMs + promises.quietMs + hourMs);
  const [process] = world.running;
  if (process === undefined) return;
  for (const { reference } of reviews) callers.resolve(process, reference);
  await run(world, 10 * minuteMs);
}

/** Every caller comes back with what its reference stands for, until it is told. */
async function callAgain(world: World, callers: Callers): Promise<void> {
  const [process] = world.running.slice(-1);
  if (process === undefined) return;
  for (const payout of world.scenario.payouts) {
    const record = world.store.find(payout.reference);
    const { recipientId, amount } = record === null ? (world.around.judge.truth(payout.reference).movements[0] ?? payout) : record;
    callers.send(process, { ...payout, recipientId, amount });
  }
  await run(world, 10 * minuteMs);
}

function checkAgreement({ around, scenario, store }: World): void {
  const { judge } = around;
  for (const { reference } of scenario.payouts) {
    const record = store.find(reference);
    const { movements } = judge.truth(reference);
    const kept = record?.state === "paid" ? record.transfer : null;
    if (kept === null) judge.broken(5, `${reference} is ${record?.state ?? "nothing"} in the store after its callers came back`);
    else if (kept.id !== movements[0]?.id || kept.amount !== movements[0].amount) judge.broken(5, `${reference} is paid in the store by ${kept.id} and at the bank by ${movements[0]?.id ?? "nothing"}`);
  }
}
