import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callerOf, smallTransfer, type Caller } from "./caller.ts";
import { startStandIn, type StandIn } from "./index.ts";

const startMs = Date.UTC(2026, 10, 2, 12);
let standIn: StandIn;
let call: Caller;

beforeEach(async () => {
  standIn = await startStandIn({
    clock: { startMs, frozen: true },
    balances: { usd: { available: { card: 1000, bank_account: 300 }, pending: -50 }, eur: 40 },
    recipients: [
      "acct_ready",
      { id: "acct_slow", transfers: "pending" },
      { id: "acct_none", transfers: "none" },
      { id: "acct_closed", closed: true },
      { id: "acct_refused", refused: true },
    ],
    minimums: { usd: 100 },
  });
  call = callerOf(standIn);
});

afterEach(() => standIn.close());

describe("a transfer", () => {
  test("moves money once and is shown as Stripe shows it", async () => {
    const made = await call.post("/v1/transfers", { ...smallTransfer, transfer_group: "g1", metadata: { order: "7" } });
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({
      object: "transfer",
      amount: 500,
      amount_reversed: 0,
      created: startMs / 1000,
      currency: "usd",
      destination: "acct_ready",
      livemode: false,
      metadata: { order: "7" },
      reversed: false,
      source_type: "card",
      transfer_group: "g1",
    });
    const read = await call.get(`/v1/transfers/${made.body["id"]}`);
    expect(read.body).toEqual(made.body);
    expect(standIn.available("usd", "card")).toBe(500);
    expect(standIn.movements).toMatchObject([{ kind: "transfer", transferId: made.body["id"], amount: 500, key: null }]);
    expect(standIn.violations).toEqual([]);
  });

  test("says when it was answered, by whom and for which version", async () => {
    const { headers } = await call.get("/v1/balance", {}, { "stripe-version": "2024-06-20" });
    expect(headers.get("date")).toBe("Mon, 02 Nov 2026 12:00:00 GMT");
    expect(headers.get("request-id")).toMatch(/^req_/);
    expect(headers.get("stripe-version")).toBe("2024-06-20");
  });

  test("draws on one source of money alone", async () => {
    const refused = await call.post("/v1/transfers", { ...smallTransfer, source_type: "bank_account" });
    expect(refused.error).toMatchObject({ code: "balance_insufficient", type: "invalid_request_error" });
    const made = await call.post("/v1/transfers", { ...smallTransfer, amount: 300, source_type: "bank_account" });
    expect(made.status).toBe(200);
    expect([standIn.available("usd", "card"), standIn.available("usd", "bank_account")]).toEqual([1000, 0]);
  });

  test("with a source transaction succeeds whatever the balance is", async () => {
    const made = await call.post("/v1/transfers", { ...smallTransfer, amount: 5000, source_transaction: "ch_1" });
    expect(made.status).toBe(200);
    expect(standIn.available("usd")).toBe(1300);
  });

  test("takes a new description and metadata", async () => {
    const made = await call.post("/v1/transfers", { ...smallTransfer, metadata: { a: "1", b: "2" } });
    const change = { description: "later", metadata: { a: "", c: "3" } };
    const updated = await call.post(`/v1/transfers/${made.body["id"]}`, change);
    expect(updated.body).toMatchObject({ description: "later", metadata: { b: "2", c: "3" } });
    expect(updated.body["metadata"]).not.toHaveProperty("a");
    expect(standIn.movements).toHaveLength(1);
  });
});

describe("a refused transfer moves nothing", () => {
  test.each([
    ["balance_insufficient", { amount: 1001 }, {}],
    ["balance_insufficient", { currency: "gbp" }, {}],
    ["amount_too_small", { amount: 99 }, { param: "amount" }],
    ["resource_missing", { destination: "acct_nobody" }, { param: "destination" }],
    ["insufficient_capabilities_for_transfer", { destination: "acct_slow" }, {}],
    ["insufficient_capabilities_for_transfer", { destination: "acct_none" }, {}],
    ["account_closed", { destination: "acct_closed" }, {}],
    ["transfers_not_allowed", { destination: "acct_refused" }, {}],
    ["parameter_invalid_integer", { amount: "12.5" }, { param: "amount" }],
    ["parameter_invalid_integer", { amount: 0 }, { param: "amount" }],
    ["parameter_missing", { amount: undefined }, { param: "amount" }],
    ["parameter_invalid_empty", { destination: "" }, { param: "destination" }],
    ["parameter_unknown", { colour: "red" }, { param: "colour" }],
    [undefined, { currency: "zzz" }, { param: "currency" }],
    [undefined, { metadata: { ["k".repeat(41)]: "x" } }, { param: "metadata" }],
  ])("with %s for %o", async (code, change, about) => {
    const refused = await call.post("/v1/transfers", { ...smallTransfer, ...change });
    expect(refused.status).toBe(400);
    expect(refused.error).toMatchObject({ type: "invalid_request_error", ...about });
    expect(refused.error["code"]).toBe(code);
    expect(standIn.movements).toEqual([]);
    expect(standIn.available("usd")).toBe(1300);
    expect(standIn.violations.filter(({ side }) => side === "response")).toEqual([]);
  });
});

describe("other objects", () => {
  test("the balance shows each currency with its sources", async () => {
    const { body } = await call.get("/v1/balance");
    expect(body["available"]).toEqual([
      { amount: 1300, currency: "usd", source_types: { card: 1000, bank_account: 300 } },
      { amount: 40, currency: "eur", source_types: { card: 40 } },
    ]);
    expect(body["pending"]).toMatchObject([{ amount: -50, currency: "usd" }, { amount: 0, currency: "eur" }]);
  });

  test("accounts show their capabilities", async () => {
    expect((await call.get("/v1/account")).body).toMatchObject({ id: "acct_platform", object: "account" });
    expect((await call.get("/v1/accounts/acct_slow")).body).toMatchObject({ capabilities: { transfers: "pending" } });
    const unknown = await call.get("/v1/accounts/acct_nobody");
    expect([unknown.status, unknown.error["code"]]).toEqual([403, "account_invalid"]);
    expect(standIn.violations).toEqual([]);
  });

  test("what doesn't exist is a 404 in Stripe's shape", async () => {
    const missing = await call.get("/v1/transfers/tr_none");
    expect([missing.status, missing.error["code"]]).toEqual([404, "resource_missing"]);
    const unrecognized = await call.get("/v1/nothing");
    expect([unrecognized.status, unrecognized.error["type"]]).toEqual([404, "invalid_request_error"]);
  });

  test("a body that isn't a form is refused", async () => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${standIn.apiKey}` };
    const refused = await fetch(`${standIn.url}/v1/transfers`, { method: "POST", body: JSON.stringify(smallTransfer), headers });
    expect(refused.status).toBe(400);
    expect(standIn.movements).toEqual([]);
  });

  test("objects of a live stand-in say so", async () => {
    await using live = await startStandIn({ livemode: true });
    const liveCall = callerOf(live);
    expect((await liveCall.get("/v1/balance")).body["livemode"]).toBe(true);
    expect((await liveCall.post("/v1/transfers", smallTransfer)).body["livemode"]).toBe(true);
  });

  test("latency holds a request back before it is executed", async () => {
    standIn.setLatency(3_600_000);
    const waiting = call.post("/v1/transfers", smallTransfer).then(() => "answered", () => "broken");
    await expect.poll(() => standIn.requests.length).toBe(1);
    expect(standIn.movements).toEqual([]);
    await standIn.close();
    expect(await waiting).toBe("broken");
  });

  test("a transfer by hand moves money under no key", () => {
    const made = standIn.addTransfer({ amount: 5, currency: "usd", destination: "acct_ready", metadata: { a: "b" } });
    expect(standIn.transfers()).toEqual([made]);
    expect(standIn.movements).toMatchObject([{ transferId: made.id, key: null, metadata: { a: "b" } }]);
    expect(standIn.available("usd", "card")).toBe(995);
  });
});
