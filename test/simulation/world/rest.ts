import type { StoredRecord } from "../../../src/ports/payout-store.ts";
import type { Movement } from "../judge/movement.ts";
import { nameOf } from "../judge/name.ts";
import type { Callers } from "./callers.ts";
import { hourMs, minuteMs, promises } from "./durations.ts";
import { calm } from "./knobs.ts";
import { checkTotals, compareAll } from "./peace.ts";
import { requestOf } from "./reversing.ts";
import type { World } from "./world.ts";

/** Takes every fault away and drives the world on until nothing moves any more. */
export async function comeToRest(world: World, callers: Callers): Promise<void> {
  endFaults(world);
  // A store may keep minutes late what its caller has given up on.
  await world.run(10 * minuteMs);
  await recoverUntilSettled(world, callers);
  checkNothingUnknown(world);
  await compareAll(world, world.random.chance(0.5));
  for (let round = 0; round < mostRounds && !isOver(world); round++) {
    await resolveReviews(world, callers);
    await callAgain(world, callers);
    await recoverUntilSettled(world, callers);
  }
  await world.run(10 * minuteMs);
  checkNothingUnknown(world);
  checkAgreement(world);
  await compareAll(world, true);
  await checkTotals(world);
  checkAnswers(world);
}

// Stored declines of attempts that a lost store forgot are replayed one by one before a new one is made.
const mostRounds = 20;

function isOver(world: World): boolean {
  const { around, scenario, store } = world;
  const paid = scenario.payouts.every(({ reference }) => store.find(reference)?.state === "paid");
  return (paid && madeReversals(world).every((name) => store.find(name)?.state === "paid")) || around.judge.violation !== null;
}

/** The reversals that were made, by name. */
function madeReversals({ around: { judge }, scenario }: World): string[] {
  const names = scenario.reversals.map(({ reference }) => nameOf({ kind: "reversal", reference }));
  return names.filter((name) => judge.truth(name).movements.length > 0);
}

function endFaults(world: World): void {
  const { around, bank, hosts, scenario } = world;
  around.trace.note("world", "the faults stop");
  around.knobs = { ...calm, latestRollForwardMs: scenario.knobs.latestRollForwardMs };
  bank.reachable = true;
  bank.balance = 1_000_000;
  for (const recipientId of [...bank.unready]) bank.changeRecipient(recipientId);
  if (world.storeSkewMs !== null) world.storeSkewMs = 0;
  for (const host of hosts) {
    host.skewMs = 0;
    if (host.process?.machine.closing === true) host.process.machine.crash();
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
    await world.run(2 * minuteMs);
    if (around.judge.violation !== null) return;
    if (!bank.anythingPending && openRecords(world).length === 0) return;
    for (const process of world.running) callers.recover(process);
    await world.run(hourMs);
  }
}

function openRecords({ store }: World): StoredRecord[] {
  return store.records().filter(({ state }) => ["sending", "unknown", "reconciling"].includes(state));
}

function checkNothingUnknown(world: World): void {
  const { judge } = world.around;
  for (const record of openRecords(world)) judge.broken(4, `${nameOf(record)} is still ${record.state}`);
  for (const record of world.store.records()) {
    const { serverErrors, keyConflicts, movements } = judge.truth(nameOf(record));
    // A backup of a send that was refused later knows nothing of the attempt that was paid with other parameters.
    const differs = judge.wasForgotten(nameOf(record)) && movements.some((movement) => isOther(record, movement));
    const hasCause = serverErrors > 0 || keyConflicts > 0 || movements.length > 1 || differs;
    if (record.state === "review" && !hasCause) judge.broken(4, `${nameOf(record)} is in review without a cause: ${record.notes.join("; ")}`);
  }
}

function isOther(record: StoredRecord, { amount, currency, recipientId }: Movement): boolean {
  return amount !== record.amount || currency !== record.currency || recipientId !== record.recipientId;
}

function checkAnswers({ around: { judge } }: World): void {
  for (const { reference, machine } of judge.calls.unanswered()) judge.broken(0, `a call for ${reference} on ${machine.name} is never answered`);
  for (const what of judge.alarms.owed) judge.broken(13, `nobody raises an alarm about ${what}`);
}

/** A person looks at what is in review, once it is old enough to be called absent. */
async function resolveReviews(world: World, callers: Callers): Promise<void> {
  const reviews = world.store.records().filter(({ state }) => state === "review");
  if (reviews.length === 0) return;
  await world.run(promises.keyWindowMs + promises.quietMs + hourMs);
  const [process] = world.running;
  if (process === undefined) return;
  for (const record of reviews) callers.resolve(process, record);
  await world.run(10 * minuteMs);
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
  for (const wish of world.scenario.reversals) {
    const wanted = requestOf(world, wish);
    if (wanted !== null) callers.reverse(process, wanted);
  }
  await world.run(10 * minuteMs);
}

function checkAgreement(world: World): void {
  const { judge } = world.around;
  for (const name of [...world.scenario.payouts.map(({ reference }) => reference), ...madeReversals(world)]) {
    const record = world.store.find(name);
    const { movements } = judge.truth(name);
    const kept = record?.state === "paid" ? record.transfer : null;
    if (kept === null) judge.broken(5, `${name} is ${record?.state ?? "nothing"} in the store after its callers came back`);
    else if (kept.id !== movements[0]?.id || kept.amount !== movements[0].amount) judge.broken(5, `${name} is made in the store by ${kept.id} and at the bank by ${movements[0]?.id ?? "nothing"}`);
  }
}
