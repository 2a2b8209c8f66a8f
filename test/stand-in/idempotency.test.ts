import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callerOf, smallTransfer, type Caller } from "./caller.ts";
import { startStandIn, type StandIn } from "./index.ts";

const startMs = Date.UTC(2026, 10, 2);
const hourMs = 3_600_000;
const key = { "idempotency-key": "k1" };
let standIn: StandIn;
let call: Caller;

beforeEach(async () => {
  standIn = await startStandIn({ clock: { startMs, frozen: true }, balances: { usd: 1000 } });
  call = callerOf(standIn);
});

afterEach(() => standIn.close());

function transfer(change: object = {}): ReturnType<Caller["post"]> {
  return call.post("/v1/transfers", { ...smallTransfer, ...change }, key);
}

describe("the same key", () => {
  test("replays a success, says so, and moves nothing more", async () => {
    const first = await transfer();
    const second = await transfer();
    expect(second.body).toEqual(first.body);
    expect([first, second].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
    expect(second.headers.get("original-request")).toBe(first.headers.get("request-id"));
    expect(second.headers.get("request-id")).not.toBe(first.headers.get("request-id"));
    expect(standIn.movements).toMatchObject([{ key: "k1", amount: 500 }]);
    expect(standIn.requests.map(({ status, replayed }) => [status, replayed])).toEqual([
      [200, false],
      [200, true],
    ]);
  });

  test("replays a decline after its cause has gone", async () => {
    expect((await transfer({ amount: 2000 })).error["code"]).toBe("balance_insufficient");
    standIn.setBalance("usd", 5000);
    const again = await transfer({ amount: 2000 });
    expect([again.error["code"], again.headers.get("idempotent-replayed")]).toEqual(["balance_insufficient", "true"]);
  });

  test("with other parameters is an error without a code", async () => {
    await transfer();
    const other = await transfer({ amount: 501 });
    expect([other.status, other.error["type"]]).toEqual([400, "idempotency_error"]);
    expect(other.error).not.toHaveProperty("code");
    expect(other.headers.get("idempotent-replayed")).toBeNull();
  });

  test("at another endpoint is the same error, even with the same parameters", async () => {
    const paths: string[] = [];
    for (const amount of [1, 2]) {
      const made = await call.post("/v1/transfers", { ...smallTransfer, amount });
      paths.push(`/v1/transfers/${made.body["id"]}/reversals`);
    }
    const answers = [await call.post(paths[0] ?? "", {}, key), await call.post(paths[1] ?? "", {}, key)];
    expect(answers.map(({ status, error }) => [status, error["type"]])).toEqual([
      [200, undefined],
      [400, "idempotency_error"],
    ]);
    expect(standIn.movements.map(({ kind }) => kind)).toEqual(["transfer", "transfer", "reversal"]);
  });

  test("takes its parameters in any order", async () => {
    await transfer({ metadata: { a: "1", b: "2" } });
    const params = { metadata: { b: "2", a: "1" }, destination: "acct_ready", currency: "usd", amount: 500 };
    expect((await call.post("/v1/transfers", params, key)).headers.get("idempotent-replayed")).toBe("true");
  });

  test("is new again after 24 hours", async () => {
    await transfer();
    standIn.clock.advance(24 * hourMs - 1);
    expect((await transfer()).headers.get("idempotent-replayed")).toBe("true");
    standIn.clock.advance(1);
    expect((await transfer()).headers.get("idempotent-replayed")).toBeNull();
    expect(standIn.movements).toHaveLength(2);
  });

  test("is another one for another account", async () => {
    await transfer();
    const other = await call.post("/v1/transfers", smallTransfer, { ...key, "stripe-account": "acct_ready" });
    expect(other.error["code"]).toBe("balance_insufficient");
    expect(other.headers.get("idempotent-replayed")).toBeNull();
  });

  test("is a conflict while its twin is in flight, which isn't stored", async () => {
    standIn.addFault({ name: "delay", ms: 1000, method: "POST" });
    const slow = transfer();
    await expect.poll(() => standIn.movements.length).toBe(1);
    const twin = await transfer();
    expect([twin.status, twin.error["code"]]).toEqual([409, "idempotency_key_in_use"]);
    standIn.clock.advance(1000);
    const first = await slow;
    const after = await transfer();
    expect(after.body).toEqual(first.body);
    expect(after.headers.get("idempotent-replayed")).toBe("true");
  });
});

describe("nothing is stored under a key", () => {
  test("by a validation failure", async () => {
    expect((await transfer({ amount: "x" })).error["code"]).toBe("parameter_invalid_integer");
    expect((await transfer()).status).toBe(200);
  });

  test.each(["error_429", "lock_timeout", "error_409", "error_401", "error_403", "error_400_unstored"] as const)(
    "by %s",
    async (name) => {
      standIn.addFault({ name });
      expect((await transfer()).status).toBeGreaterThanOrEqual(400);
      expect(standIn.movements).toEqual([]);
      const after = await transfer();
      expect([after.status, after.headers.get("idempotent-replayed")]).toEqual([200, null]);
      expect(standIn.violations).toEqual([]);
    },
  );
});

test("a key of more than 255 characters is refused", async () => {
  const ok = await call.post("/v1/transfers", smallTransfer, { "idempotency-key": "k".repeat(255) });
  const refused = await call.post("/v1/transfers", smallTransfer, { "idempotency-key": "k".repeat(256) });
  expect([ok.status, refused.status]).toEqual([200, 400]);
  expect(standIn.movements).toHaveLength(1);
});
