import { expect, test } from "vitest";
import { callerOf, smallTransfer } from "./caller.ts";
import { startStandIn, type RateLimits, type StandIn } from "./index.ts";

const clock = { startMs: Date.UTC(2026, 10, 2), frozen: true };

function limited(limits: RateLimits): Promise<StandIn> {
  return startStandIn({ clock, limits });
}

test("an endpoint's rate is kept and comes back with time", async () => {
  await using standIn = await limited({ endpointPerSecond: 2, retryAfterSeconds: 3 });
  const call = callerOf(standIn);
  const answers = [await call.get("/v1/balance"), await call.get("/v1/balance"), await call.get("/v1/balance")];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers[2]?.headers.get("stripe-rate-limited-reason")).toBe("endpoint-rate");
  expect(answers[2]?.headers.get("retry-after")).toBe("3");
  expect((await call.get("/v1/transfers")).status).toBe(200);
  standIn.clock.advance(500);
  expect([(await call.get("/v1/balance")).status, (await call.get("/v1/balance")).status]).toEqual([200, 429]);
  expect(standIn.violations).toEqual([]);
});

test("the global rate counts every endpoint", async () => {
  await using standIn = await limited({ globalPerSecond: 1 });
  const call = callerOf(standIn);
  expect((await call.get("/v1/balance")).status).toBe(200);
  const refused = await call.post("/v1/transfers", smallTransfer);
  expect([refused.status, refused.headers.get("stripe-rate-limited-reason")]).toEqual([429, "global-rate"]);
  expect(standIn.movements).toEqual([]);
});

test.each([
  [{ globalConcurrency: 1 }, "global-concurrency", "/v1/transfers"],
  [{ endpointConcurrency: 1 }, "endpoint-concurrency", "/v1/balance"],
])("%o turns away what comes at the same time", async (limits, reason, path) => {
  await using standIn = await limited(limits);
  const call = callerOf(standIn);
  standIn.addFault({ name: "delay", ms: 10 });
  const slow = call.get("/v1/balance");
  await expect.poll(() => standIn.requests.length).toBe(1);
  const refused = await call.get(path);
  expect([refused.status, refused.headers.get("stripe-rate-limited-reason")]).toEqual([429, reason]);
  standIn.clock.advance(10);
  expect((await slow).status).toBe(200);
  expect((await call.get(path)).status).toBe(200);
});

test("limits can be changed while it runs", async () => {
  await using standIn = await limited({});
  const call = callerOf(standIn);
  standIn.setLimits({ globalPerSecond: 1 });
  expect([(await call.get("/v1/balance")).status, (await call.get("/v1/balance")).status]).toEqual([200, 429]);
  standIn.setLimits({});
  expect((await call.get("/v1/balance")).status).toBe(200);
});
