import { afterEach, beforeEach, expect, test } from "vitest";
import { callerOf, idsOf, smallTransfer, type Caller } from "./caller.ts";
import { startStandIn, type StandIn } from "./index.ts";

let standIn: StandIn;
let call: Caller;
let transferPath: string;

beforeEach(async () => {
  standIn = await startStandIn({ balances: { usd: 1000 } });
  call = callerOf(standIn);
  transferPath = `/v1/transfers/${(await call.post("/v1/transfers", smallTransfer)).body["id"]}`;
});

afterEach(() => standIn.close());

test("reversals bring the money back until it is used up", async () => {
  const first = await call.post(`${transferPath}/reversals`, { amount: 200, metadata: { why: "part" } });
  expect(first.body).toMatchObject({ object: "transfer_reversal", amount: 200, metadata: { why: "part" } });
  expect(standIn.available("usd")).toBe(700);
  expect((await call.get(transferPath)).body).toMatchObject({ amount_reversed: 200, reversed: false });

  const tooMuch = await call.post(`${transferPath}/reversals`, { amount: 301 });
  expect([tooMuch.status, tooMuch.error["param"]]).toEqual([400, "amount"]);

  const rest = await call.post(`${transferPath}/reversals`);
  expect(rest.body).toMatchObject({ amount: 300 });
  expect((await call.get(transferPath)).body).toMatchObject({ amount_reversed: 500, reversed: true });
  expect(standIn.available("usd")).toBe(1000);

  const again = await call.post(`${transferPath}/reversals`);
  expect(again.status).toBe(400);
  expect(again.error["message"]).toContain("already fully reversed");
  expect(standIn.movements.map(({ kind, amount }) => [kind, amount])).toEqual([
    ["transfer", 500],
    ["reversal", 200],
    ["reversal", 300],
  ]);
  expect(standIn.violations).toEqual([]);
});

test("reversals are listed newest first, page by page", async () => {
  const made: unknown[] = [];
  for (let count = 0; count < 12; count += 1) {
    made.unshift((await call.post(`${transferPath}/reversals`, { amount: 1 })).body["id"]);
  }
  const first = await call.get(`${transferPath}/reversals`, { limit: 5 });
  expect([idsOf(first), first.body["has_more"]]).toEqual([made.slice(0, 5), true]);
  const second = await call.get(`${transferPath}/reversals`, { limit: 10, starting_after: made[4] });
  expect([idsOf(second), second.body["has_more"]]).toEqual([made.slice(5), false]);
  const back = await call.get(`${transferPath}/reversals`, { limit: 2, ending_before: made[4] });
  expect([idsOf(back), back.body["has_more"]]).toEqual([made.slice(2, 4), true]);
  const inside = (await call.get(transferPath)).body["reversals"];
  expect(inside).toMatchObject({ has_more: true, data: made.slice(0, 10).map((id) => ({ id })) });
  expect(standIn.violations).toEqual([]);
});

test("one reversal is read by its id", async () => {
  const made = await call.post(`${transferPath}/reversals`, { amount: 1 });
  expect((await call.get(`${transferPath}/reversals/${made.body["id"]}`)).body).toEqual(made.body);
  expect((await call.get(`${transferPath}/reversals/trr_none`)).status).toBe(404);
  expect((await call.post("/v1/transfers/tr_none/reversals")).status).toBe(404);
});
