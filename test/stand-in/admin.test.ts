import { afterAll, beforeAll, expect, test } from "vitest";
import { callerOf, smallTransfer, type Caller } from "./caller.ts";
import { startStandInProcess, type StandInProcess } from "./process.ts";

const startMs = Date.UTC(2026, 10, 2);
let standIn: StandInProcess;
let call: Caller;

beforeAll(async () => {
  const balance = ["--balance", "usd=2000", "eur=5", "--recipient", "acct_ready"];
  standIn = await startStandInProcess([...balance, "--now", String(startMs), "--frozen", "--api-key", "sk_test_own"]);
  call = callerOf(standIn);
});

afterAll(() => standIn.close());

test("another process sees what happened", async () => {
  await call.post("/v1/transfers", smallTransfer, { "idempotency-key": "seen" });
  expect(await standIn.control("movements")).toMatchObject([{ amount: 500, key: "seen", atMs: startMs }]);
  expect(await standIn.control("movements?from=1")).toEqual([]);
  expect(await standIn.control("requests")).toMatchObject([{ method: "POST", path: "/v1/transfers", status: 200 }]);
  expect(await standIn.control("violations")).toEqual([]);
  expect(await standIn.control("transfers")).toMatchObject([{ amount: 500 }]);
  expect(await standIn.control("state")).toMatchObject({
    account: "acct_platform",
    nowMs: startMs,
    balance: { available: [{ amount: 1500, currency: "usd" }, { amount: 5, currency: "eur" }] },
    counts: { movements: 1, requests: 1, violations: 0 },
  });
});

test("another process queues faults, sees and clears them", async () => {
  await standIn.control("faults", [{ name: "error_500_rolled_forward", ms: 1000, method: "POST" }, { name: "error_429", times: 2 }]);
  expect((await call.post("/v1/transfers", { ...smallTransfer, amount: 1 })).status).toBe(500);
  expect(await standIn.control("clock", { advanceMs: 1000 })).toEqual({ nowMs: startMs + 1000 });
  expect(await standIn.control("movements?from=1")).toMatchObject([{ amount: 1 }]);
  expect(await standIn.control("faults")).toEqual([{ name: "error_429", times: 2, skip: 0 }]);
  expect((await fetch(`${standIn.url}/_stand-in/faults`, { method: "DELETE" })).status).toBe(200);
  expect(await standIn.control("faults")).toEqual([]);
});

test("another process sets balances, recipients, keys, limits, latency and history", async () => {
  await standIn.control("balances", { currency: "usd", available: { bank_account: 700 }, pending: -1 });
  await standIn.control("recipients", { id: "acct_late", transfers: "inactive" });
  await standIn.control("keys", { key: "sk_test_new", status: "accepted" });
  await standIn.control("latency", { latencyMs: 1 });
  await standIn.control("transfers", { amount: 3, currency: "eur", destination: "acct_ready" });
  const renewed = callerOf({ url: standIn.url, apiKey: "sk_test_new" });
  expect((await renewed.get("/v1/balance")).body).toMatchObject({
    available: [{ amount: 700, source_types: { bank_account: 700 } }, { amount: 2 }],
    pending: [{ amount: -1 }, { amount: 0 }],
  });
  const refused = await renewed.post("/v1/transfers", { ...smallTransfer, destination: "acct_late" });
  expect(refused.error["code"]).toBe("insufficient_capabilities_for_transfer");
  const before = await standIn.control("transfers");
  const { length } = Array.isArray(before) ? before : [];
  expect(await standIn.control("seed", { count: 10, shape: { recipients: 2 } })).toEqual({ transfers: length + 10 });
  await standIn.control("limits", { globalPerSecond: 1 });
  expect([(await renewed.get("/v1/balance")).status, (await renewed.get("/v1/balance")).status]).toEqual([200, 429]);
});

test.each([
  ["faults", [{ name: "delay" }]],
  ["faults", [{ name: "no_such_fault" }]],
  ["clock", { forward: 1 }],
  ["balances", { currency: "usd" }],
  ["nothing", {}],
])("a control that can't be read is refused: %s %o", async (name, body) => {
  await expect(standIn.control(name, body)).rejects.toThrow("/_stand-in/");
});
