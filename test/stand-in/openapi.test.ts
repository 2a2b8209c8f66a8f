import { describe, expect, test } from "vitest";
import { callerOf, smallTransfer } from "./caller.ts";
import { startStandIn } from "./index.ts";
import { requestProblems, responseProblems } from "./openapi.ts";

describe("a request is held against Stripe's document", () => {
  test("and one that agrees has no problems", () => {
    const params = { ...smallTransfer, amount: "500", metadata: { 0: "a" }, expand: ["destination"] };
    expect(requestProblems("POST", "/v1/transfers", params)).toEqual([]);
    expect(requestProblems("GET", "/v1/transfers", { created: { gte: "5" }, limit: "3" })).toEqual([]);
  });

  test("and a wrong one is told", () => {
    expect(requestProblems("POST", "/v1/transfers", { ...smallTransfer, colour: "red" })).not.toEqual([]);
    expect(requestProblems("POST", "/v1/transfers", { amount: "500" })).not.toEqual([]);
    expect(requestProblems("GET", "/v1/transfers", { created: { gte: "x" } })).not.toEqual([]);
    expect(requestProblems("GET", "/v1/transfers", { status: "paid" })).not.toEqual([]);
  });
});

test("an answer that Stripe wouldn't give is told", () => {
  expect(responseProblems("GET", "/v1/transfers/{transfer}", 200, { id: "tr_1", object: "transfer" })).not.toEqual([]);
  expect(responseProblems("GET", "/v1/account", 200, { id: "acct_1" })).not.toEqual([]);
  expect(responseProblems("GET", "/v1/balance", 400, { message: "no" })).not.toEqual([]);
});

test("a stand-in collects what disagrees, unless it was told not to", async () => {
  await using strict = await startStandIn();
  await using loose = await startStandIn({ validate: false });
  for (const standIn of [strict, loose]) await callerOf(standIn).post("/v1/transfers", { ...smallTransfer, colour: "red" });
  expect(strict.violations).toMatchObject([{ side: "request", method: "POST", path: "/v1/transfers" }]);
  expect(loose.violations).toEqual([]);
});
