import { describe, expect, test } from "vitest";
import type { EventContent } from "../../src/domain/events.ts";
import { watchClockSkew } from "../../src/lifecycle/clock-skew.ts";
import { testClock } from "../../src/testing/test-clock.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { clientSetup, hourMs, payoutRequest } from "../operations/client-setup.ts";

const minutesMs = 60_000;

function watched() {
  const clock = testClock();
  const events: EventContent[] = [];
  return { clock, events, skew: watchClockSkew(clock, (event) => events.push(event)) };
}

describe("clocks", () => {
  test("of five minutes apart are near enough, and of more aren't, either way", () => {
    for (const side of [1, -1]) {
      const { clock, skew, events } = watched();
      skew.observe("provider", clock.now() + side * 5 * minutesMs);
      expect([skew.tooLarge, events]).toEqual([false, []]);
      skew.observe("provider", clock.now() + side * (5 * minutesMs + 1));
      expect(skew.tooLarge).toBe(true);
      expect(events).toEqual([{ type: "clock.skewed", skewMs: -side * (5 * minutesMs + 1) }]);
    }
  });

  test("that are apart are told of once, and again only after they met", () => {
    const { clock, skew, events } = watched();
    for (const offMs of [hourMs, hourMs, 0, hourMs]) skew.observe("store", clock.now() + offMs);
    expect(events).toHaveLength(2);
  });

  test("of answers without a time say nothing", () => {
    const { skew } = watched();
    skew.observe("provider", null);
    expect([skew.tooLarge, skew.providerMs()]).toEqual([false, null]);
  });

  test("count the provider's time on in whole milliseconds", async () => {
    const { clock, skew } = watched();
    const monotonic = (): number => clock.monotonic() + 0.25;
    const fractional = watchClockSkew({ ...clock, now: () => clock.now(), monotonic }, () => {});
    for (const each of [skew, fractional]) each.observe("provider", clock.now());
    await clock.advance(100);
    expect([skew.providerMs(), fractional.providerMs()]).toEqual([clock.now(), clock.now()]);
  });

  test("that are apart stop resends, and the payout is looked up instead", async () => {
    const { another, sandbox, clock, run, eventNames } = clientSetup({ timeoutMs: 500 });
    let isLate = false;
    const findByReference: typeof sandbox.findByReference = (...values) =>
      sandbox.findByReference(...values).map((found) => ({ ...found, serverTimeMs: clock.now() + (isLate ? hourMs : 0) }));
    const client = another({ provider: { ...sandbox, findByReference } });
    sandbox.next("lose_request", { times: 20 });
    assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    sandbox.clearScenarios();
    isLate = true;
    clock.set(clock.now() - hourMs);
    const error = assertErr(await run(client.sendPayout(payoutRequest(), { timeoutMs: 30_000 })), "API_ERROR");
    expect(error.outcome).toBe("unknown");
    expect(eventNames()).toContain("clock.skewed");
    expect(sandbox.movements()).toBe(0);
    clock.set(clock.now() + hourMs);
    isLate = false;
    assertOk(await run(client.sendPayout(payoutRequest(), { timeoutMs: 60_000 })));
    expect(sandbox.movements()).toBe(1);
  });
});
