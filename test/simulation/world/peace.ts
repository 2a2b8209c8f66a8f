import type { Result, ResultAsync } from "neverthrow";
import type { PayoutError } from "../../../src/domain/errors.ts";
import { type ExpectedReport, expectReport, reportedAs, sameReport } from "../judge/expected-reconcile.ts";
import { oursAmong, totalOf } from "../judge/readings.ts";
import { hourMs, minuteMs } from "./durations.ts";
import type { World } from "./world.ts";

/** A whole comparison while nothing else happens says exactly what is so, and if it repairs, it does. */
export async function compareAll(world: World, repair: boolean): Promise<void> {
  const { around, store, bank, webhooks } = world;
  while (webhooks.underWay > 0 && around.judge.violation === null) await world.run(hourMs);
  const [process] = world.running;
  if (process === undefined || around.judge.violation !== null) return;
  const expected = expectReport(store.records(), bank.books);
  const report = await answered(world, process.client.reconcile({ repair }));
  if (report === null) return;
  const told = reportedAs(report);
  around.trace.note(process.machine.name, `reconciles in peace: ${described(told)}`);
  if (!sameReport(told, expected)) around.judge.broken(5, `a comparison finds ${described(told)} and not ${described(expected)}`);
  const left = expectReport(store.records(), bank.books).findings.filter((finding) => finding.startsWith("unknown_to_store"));
  if (repair && left.length > 0) around.judge.broken(5, `a comparison leaves ${left.join(", ")}`);
}

/** What the store holds as paid, what the bank has and what the client adds up are the same. */
export async function checkTotals(world: World): Promise<void> {
  const { around, store, bank } = world;
  const [process] = world.running;
  if (process === undefined || around.judge.violation !== null) return;
  const total = await answered(world, process.client.getTotalPaid({ origin: "payoutkit" }));
  if (total === null) return;
  const told = total.find(({ currency }) => currency === "usd")?.amount ?? 0;
  const kept = totalOf(store.records().flatMap(({ kind, state, transfer }) => (kind === "payout" && state === "paid" && transfer !== null ? [transfer] : [])));
  const real = totalOf(oursAmong(bank.books));
  if (told !== real || kept !== real) around.judge.broken(5, `${real} was paid, the store has ${kept} and the client adds up ${told}`);
}

/** Lets the world go on until a call is answered; in peace it can't fail. */
async function answered<T>(world: World, call: ResultAsync<T, PayoutError>): Promise<T | null> {
  let answer: Result<T, PayoutError> | null = null;
  void call.then((result) => {
    answer = result;
  });
  await world.run(10 * minuteMs);
  return readAnswer(world, answer);
}

function readAnswer<T>({ around: { judge } }: World, answer: Result<T, PayoutError> | null): T | null {
  if (answer === null) judge.broken(0, "a call is never answered in peace");
  else if (answer.isErr()) judge.broken(0, `a call fails in peace: ${answer.error.message}`);
  return answer?.isOk() === true ? answer.value : null;
}

function described({ matched, findings }: ExpectedReport): string {
  return `${matched} matched${findings.map((finding) => `, ${finding}`).join("")}`;
}
