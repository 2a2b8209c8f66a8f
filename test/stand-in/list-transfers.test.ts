import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callerOf, dataOf, idsOf, smallTransfer, type Caller } from "./caller.ts";
import { startStandIn, type StandIn } from "./index.ts";

const startMs = Date.UTC(2026, 10, 2);
const second = startMs / 1000;
let standIn: StandIn;
let call: Caller;

beforeEach(async () => {
  standIn = await startStandIn({ clock: { startMs, frozen: true }, recipients: ["acct_ready", "acct_other"] });
  call = callerOf(standIn);
});

afterEach(() => standIn.close());

/** Transfers in the seconds 0, 0, 1, 2 and 3; every second one goes to the other recipient. */
async function makeFive(): Promise<readonly unknown[]> {
  const ids: unknown[] = [];
  for (const [place, afterMs] of [0, 0, 1000, 1000, 1000].entries()) {
    standIn.clock.advance(afterMs);
    const destination = place % 2 === 0 ? "acct_ready" : "acct_other";
    const made = await call.post("/v1/transfers", { ...smallTransfer, destination, transfer_group: `g${place % 3}` });
    ids.push(made.body["id"]);
  }
  return ids;
}

test("newest come first, and of one second those made last", async () => {
  const made = await makeFive();
  const page = await call.get("/v1/transfers");
  expect(idsOf(page)).toEqual(made.toReversed());
  expect(page.body["has_more"]).toBe(false);
  expect(standIn.violations).toEqual([]);
});

test("a transfer made after the clock went back stands where its time is", async () => {
  const made = await makeFive();
  standIn.clock.set(startMs + 1500);
  const late = await call.post("/v1/transfers", smallTransfer);
  expect(idsOf(await call.get("/v1/transfers"))).toEqual([made[4], made[3], late.body["id"], made[2], made[1], made[0]]);
});

describe("filters", () => {
  test.each([
    [{ destination: "acct_other" }, [3, 1]],
    [{ destination: "acct_nobody" }, []],
    [{ transfer_group: "g0" }, [3, 0]],
    [{ transfer_group: "g0", destination: "acct_ready" }, [0]],
    [{ created: second }, [1, 0]],
    [{ created: { gt: second } }, [4, 3, 2]],
    [{ created: { gte: second + 1, lt: second + 3 } }, [3, 2]],
    [{ created: { lte: second + 1 } }, [2, 1, 0]],
    [{ created: { gte: second + 2 }, destination: "acct_ready" }, [4]],
  ])("%o", async (params, places) => {
    const made = await makeFive();
    expect(idsOf(await call.get("/v1/transfers", params))).toEqual(places.map((place) => made[place]));
    expect(standIn.violations).toEqual([]);
  });

  test.each([
    [{ limit: 0 }, "parameter_invalid_integer", "limit"],
    [{ limit: 101 }, "parameter_invalid_integer", "limit"],
    [{ created: { gte: "1.5" } }, "parameter_invalid_integer", "created[gte]"],
    [{ starting_after: "tr_none" }, "resource_missing", "starting_after"],
    [{ metadata: { a: "b" } }, "parameter_unknown", "metadata"],
  ])("%o is refused", async (params, code, param) => {
    const refused = await call.get("/v1/transfers", params);
    expect([refused.status, refused.error["code"], refused.error["param"]]).toEqual([400, code, param]);
  });
});

describe("pages", () => {
  test("follow each other in both directions", async () => {
    const made = await makeFive();
    const first = await call.get("/v1/transfers", { limit: 2 });
    expect([idsOf(first), first.body["has_more"]]).toEqual([[made[4], made[3]], true]);
    const next = await call.get("/v1/transfers", { limit: 3, starting_after: made[3] });
    expect([idsOf(next), next.body["has_more"]]).toEqual([[made[2], made[1], made[0]], false]);
    const back = await call.get("/v1/transfers", { limit: 2, ending_before: made[1] });
    expect([idsOf(back), back.body["has_more"]]).toEqual([[made[3], made[2]], true]);
  });

  test("keep to their filter", async () => {
    const made = await makeFive();
    const page = await call.get("/v1/transfers", { limit: 1, destination: "acct_ready", starting_after: made[3] });
    expect([idsOf(page), page.body["has_more"]]).toEqual([[made[2]], true]);
  });
});

test("a seeded history of 100,000 is found by group, destination and time", async () => {
  const shape = { recipients: 100, transferGroup: "group_{i}", metadata: { place: "{i}" }, amounts: [100, 200], reversedEvery: 10 };
  expect(standIn.seedTransfers(100_000, shape)).toBe(100_000);
  const found = await call.get("/v1/transfers", { transfer_group: "group_777" });
  expect(dataOf(found)).toMatchObject([{ amount: 200, destination: "acct_seed77", metadata: { place: "777" } }]);
  const page = await call.get("/v1/transfers", { limit: 100, destination: "acct_seed9", created: { lt: second - 50_000 } });
  expect(dataOf(page)).toHaveLength(100);
  expect(dataOf(page)[0]).toMatchObject({ reversed: true, created: second - 50_091 });
  const next = await call.get("/v1/transfers", { limit: 100, starting_after: idsOf(page)[99] });
  expect(dataOf(next)[0]).toMatchObject({ destination: "acct_seed8" });
  expect(standIn.movements).toEqual([]);
  expect(standIn.violations).toEqual([]);
});
