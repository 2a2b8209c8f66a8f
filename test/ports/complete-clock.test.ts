import { describe, expect, test } from "vitest";
import { PayoutClient } from "../../src/client.ts";
import type { Payouts } from "../../src/index.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { completeClock } from "../../src/ports/complete-clock.ts";
import { elapsedBy } from "../../src/ports/elapsed.ts";
import { sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { hourMs, payoutRequest, payoutRequests } from "../operations/client-setup.ts";

const startMs = Date.UTC(2026, 0, 1);

function pair(clock: Clock): { readonly client: Payouts; readonly sandbox: ReturnType<typeof sandboxProvider> } {
  const sandbox = sandboxProvider({ balance: { usd: 1_000_000 } });
  return { sandbox, client: new PayoutClient({ provider: sandbox, store: memoryStore(), clock }) };
}

describe("a client whose clock has only now and sleep", () => {
  let nowMs = startMs;
  const clocks: readonly [string, Clock][] = [
    ["moves on by what is slept", { now: () => nowMs, sleep: async (ms) => void (nowMs += ms) }],
    ["stands still and never sleeps", { now: () => startMs, sleep: () => Promise.resolve() }],
    ["is days ahead and sleeps little", { now: () => Date.now() + 48 * hourMs, sleep: () => Promise.resolve() }],
  ];

  test.each(clocks)("pays a batch by one that %s", async (_name, clock) => {
    const { client } = pair(clock);
    const report = assertOk(await client.processBatchPayouts(payoutRequests(60, { amount: 100 })));
    expect(report.counts).toMatchObject({ total: 60, paid: 60 });
  });

  test.each(clocks)("settles a lost response by one that %s", async (_name, clock) => {
    const { client, sandbox } = pair(clock);
    sandbox.next("lose_response");
    assertOk(await client.sendPayout(payoutRequest()));
    expect(assertOk(await client.getTotalPaid())).toEqual([{ amount: 2500, currency: "usd" }]);
  });
});

test("a caller's time is up once its clock says so, though nobody slept", async () => {
  let nowMs = startMs;
  const clock: Clock = { now: () => nowMs, sleep: () => new Promise(() => undefined) };
  const { client, sandbox } = pair(clock);
  sandbox.next("lose_request");
  const answer = client.sendPayout(payoutRequest(), { timeoutMs: 5 * hourMs });
  nowMs += 6 * hourMs;
  expect(assertErr(await answer, "API_ERROR")).toMatchObject({ outcome: "unknown" });
});

describe("elapsed time of a clock without monotonic", () => {
  test("follows jumps of the time of day, and goes on after them", () => {
    let nowMs = startMs;
    const elapsedMs = elapsedBy(() => nowMs);
    nowMs += 48 * hourMs;
    expect(elapsedMs()).toBe(48 * hourMs);
    nowMs += 10_000;
    expect(elapsedMs()).toBe(48 * hourMs + 10_000);
  });

  test("never goes back, and counts on from a time of day that was set back", () => {
    let nowMs = startMs;
    const elapsedMs = elapsedBy(() => nowMs);
    nowMs -= 48 * hourMs;
    const atFirst = elapsedMs();
    expect(atFirst).toBeLessThan(hourMs);
    nowMs += 20_000;
    expect(elapsedMs()).toBeGreaterThanOrEqual(atFirst + 20_000);
  });

  test("doesn't run ahead of two clocks that agree, however often it is asked", () => {
    const startedMs = performance.now();
    const elapsedMs = elapsedBy(() => Date.now());
    for (let asked = 0; asked < 100_000; asked++) elapsedMs();
    expect(elapsedMs()).toBeLessThanOrEqual(performance.now() - startedMs + 2);
  });
});

test("a clock with monotonic keeps its deadlines by its own sleep", async () => {
  const slept: number[] = [];
  const clock = completeClock({ now: () => startMs, monotonic: () => 0, sleep: async (ms) => void slept.push(ms) });
  await clock.timer(60_000);
  expect(slept).toEqual([60_000]);
});
