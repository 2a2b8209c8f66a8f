import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callerOf, smallTransfer, type Caller } from "./caller.ts";
import { startStandIn, type Fault, type StandIn } from "./index.ts";

const startMs = Date.UTC(2026, 10, 2);
const hourMs = 3_600_000;
let standIn: StandIn;
let call: Caller;

beforeEach(async () => {
  standIn = await startStandIn({ clock: { startMs, frozen: true } });
  call = callerOf(standIn);
});

afterEach(() => standIn.close());

function transfer(): ReturnType<Caller["post"]> {
  return call.post("/v1/transfers", smallTransfer, { "idempotency-key": "k1" });
}

describe("a broken connection", () => {
  test("before the request was executed leaves nothing behind", async () => {
    standIn.addFault({ name: "lose_request" });
    await expect(transfer()).rejects.toThrow();
    expect(standIn.movements).toEqual([]);
    expect((await transfer()).headers.get("idempotent-replayed")).toBeNull();
    expect(standIn.requests).toMatchObject([{ fault: "lose_request", status: null }, { fault: null, status: 200 }]);
  });

  test("after it was executed leaves a transfer to be replayed", async () => {
    standIn.addFault({ name: "lose_response" });
    await expect(transfer()).rejects.toThrow();
    expect(standIn.movements).toHaveLength(1);
    const again = await transfer();
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([200, "true"]);
    expect(standIn.movements).toHaveLength(1);
  });

  test("can be followed by the request's late arrival", async () => {
    standIn.addFault({ name: "land_late", ms: hourMs });
    await expect(transfer()).rejects.toThrow();
    expect(standIn.movements).toEqual([]);
    standIn.clock.advance(hourMs);
    await expect.poll(() => standIn.movements).toMatchObject([{ key: "k1", atMs: startMs + hourMs }]);
  });

  test("and a late arrival under a key that was used meanwhile move money once", async () => {
    standIn.addFault({ name: "land_late", ms: hourMs });
    await expect(transfer()).rejects.toThrow();
    await transfer();
    standIn.clock.advance(hourMs);
    expect((await transfer()).headers.get("idempotent-replayed")).toBe("true");
    expect(standIn.movements).toHaveLength(1);
  });
});

describe("a stored 500", () => {
  test.each([
    ["error_500_not_executed", 0],
    ["error_500_executed", 1],
  ] as const)("%s is replayed, with %i movements", async (name, movements) => {
    standIn.addFault({ name });
    const first = await transfer();
    const second = await transfer();
    expect([first.status, first.error["type"], second.status]).toEqual([500, "api_error", 500]);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(standIn.movements).toHaveLength(movements);
    expect(standIn.violations).toEqual([]);
  });

  test("error_500_rolled_forward has its effect later, with the 500 still stored", async () => {
    standIn.addFault({ name: "error_500_rolled_forward", ms: hourMs });
    expect((await transfer()).status).toBe(500);
    standIn.clock.advance(hourMs - 1);
    expect(standIn.movements).toEqual([]);
    standIn.clock.advance(1);
    expect(standIn.movements).toMatchObject([{ key: "k1", atMs: startMs + hourMs }]);
    expect((await transfer()).status).toBe(500);
  });
});

describe("a request turned away says why", () => {
  test.each([
    ["error_429", 429, "rate_limit"],
    ["lock_timeout", 429, "lock_timeout"],
    ["error_409", 409, "idempotency_key_in_use"],
    ["error_401", 401, undefined],
    ["error_403", 403, undefined],
    ["error_400_unstored", 400, "parameter_invalid_integer"],
  ] as const)("%s", async (name, status, code) => {
    standIn.addFault({ name });
    const refused = await transfer();
    expect([refused.status, refused.error["code"]]).toEqual([status, code]);
    const reason = refused.headers.get("stripe-rate-limited-reason");
    expect(reason).toBe(name === "error_429" ? "global-rate" : null);
  });
});

describe("a spoiled answer", () => {
  const spoiled = ["unreadable_body", "wrong_shape", "truncated_body", "html_502"] as const;

  test.each(spoiled)("%s hides a transfer that was made", async (name) => {
    standIn.addFault({ name });
    const seen = await transfer().catch(() => undefined);
    expect(seen?.body["id"]).toBeUndefined();
    expect(standIn.movements).toHaveLength(1);
    expect((await transfer()).headers.get("idempotent-replayed")).toBe("true");
  });

  test.each(spoiled)("%s can hide that nothing was done", async (name) => {
    standIn.addFault({ name, executes: false });
    const seen = await transfer().catch(() => undefined);
    expect(seen?.body["id"]).toBeUndefined();
    expect(standIn.movements).toEqual([]);
    expect((await transfer()).headers.get("idempotent-replayed")).toBeNull();
  });

  test("wrong_shape takes a status", async () => {
    standIn.addFault({ name: "wrong_shape", status: 422 });
    const seen = await transfer();
    expect([seen.status, seen.body]).toEqual([422, { message: "accepted" }]);
  });

  test("hang never comes", async () => {
    standIn.addFault({ name: "hang" });
    const waiting = transfer().then(() => "answered", () => "broken");
    await expect.poll(() => standIn.movements.length).toBe(1);
    await standIn.close();
    expect(await waiting).toBe("broken");
  });
});

describe("faults are for the requests that they match", () => {
  test("by method and path, so many times, after so many", async () => {
    standIn.addFault({ name: "error_429", method: "GET", path: "/v1/transfers/*", skip: 1, times: 2 });
    const made = await transfer();
    const path = `/v1/transfers/${made.body["id"]}`;
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await call.get(path)).status);
    expect(statuses).toEqual([200, 429, 429, 200]);
    expect(standIn.faults()).toEqual([]);
  });

  test("by idempotency key", async () => {
    standIn.addFault({ name: "error_429", idempotencyKey: "k2" });
    expect((await transfer()).status).toBe(200);
    expect((await call.post("/v1/transfers", smallTransfer, { "idempotency-key": "k2" })).status).toBe(429);
  });

  test("in the order in which they were queued, until they are cleared", async () => {
    const faults: readonly Fault[] = [{ name: "error_401" }, { name: "error_403" }, { name: "error_409" }];
    for (const fault of faults) standIn.addFault(fault);
    expect([(await transfer()).status, (await transfer()).status]).toEqual([401, 403]);
    standIn.clearFaults();
    expect((await transfer()).status).toBe(200);
  });
});
