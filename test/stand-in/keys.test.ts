import { afterEach, beforeEach, expect, test } from "vitest";
import { callerOf, smallTransfer, type Caller } from "./caller.ts";
import { startStandIn, type StandIn } from "./index.ts";

let standIn: StandIn;
let call: Caller;

beforeEach(async () => {
  standIn = await startStandIn();
  call = callerOf(standIn);
});

afterEach(() => standIn.close());

test("a key that isn't known is a 401 in Stripe's shape", async () => {
  const refused = await callerOf({ url: standIn.url, apiKey: "sk_test_other" }).get("/v1/balance");
  expect([refused.status, refused.error["type"]]).toEqual([401, "invalid_request_error"]);
  expect(refused.error["message"]).not.toContain("sk_test_other");
  expect(standIn.requests).toMatchObject([{ apiKeyEnd: "ther", status: 401 }]);
});

test("a key can expire and be revoked while it runs", async () => {
  const { apiKey } = standIn;
  standIn.setApiKey({ key: apiKey, status: "expired" });
  expect((await call.get("/v1/balance")).error["code"]).toBe("api_key_expired");
  standIn.setApiKey({ key: apiKey, status: "revoked" });
  expect((await call.get("/v1/balance")).status).toBe(401);
  standIn.setApiKey({ key: apiKey, status: "accepted" });
  expect((await call.get("/v1/balance")).status).toBe(200);
  expect(standIn.violations).toEqual([]);
});

test("a restricted key may do what it is allowed, and nothing else", async () => {
  standIn.setApiKey({ key: "rk_test_1", status: "accepted", permissions: ["transfers_write"] });
  const restricted = callerOf({ url: standIn.url, apiKey: "rk_test_1" });
  expect((await restricted.get("/v1/account")).status).toBe(403);
  expect((await restricted.get("/v1/transfers")).status).toBe(403);
  expect((await restricted.post("/v1/transfers", smallTransfer)).status).toBe(200);
});

test("a request for a connected account sees that account's money", async () => {
  const header = { "stripe-account": "acct_ready" };
  expect((await call.get("/v1/account", {}, header)).body).toMatchObject({ id: "acct_ready" });
  await call.post("/v1/transfers", smallTransfer);
  expect((await call.get("/v1/transfers", {}, header)).body).toMatchObject({ data: [] });
  expect((await call.get("/v1/transfers", {}, { "stripe-account": "acct_platform" })).body).toMatchObject({ data: [{}] });
});

test("a request for an account of others is a 403 account_invalid", async () => {
  const refused = await call.get("/v1/balance", {}, { "stripe-account": "acct_nobody" });
  expect([refused.status, refused.error["code"]]).toEqual([403, "account_invalid"]);
});
