import { describe, expect, test } from "vitest";
import { Turnstile } from "../../src/pacing/turnstile.ts";
import type { Pacer, Permit } from "../../src/pacing/pacer.ts";
import type { RequestKind } from "../../src/ports/rate-limiter.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { testClock } from "../../src/testing/test-clock.ts";
import { enterNow, mostInWindow, startTimes } from "./pace.ts";

function turnstile({ perSecond = 100, concurrency = 1000 } = {}) {
  const clock = testClock();
  return { clock, pacer: new Turnstile({ clock, concurrency, perSecond: { read: perSecond, write: perSecond } }) };
}

describe("the rate", () => {
  test("never more than the rate starts in any second, and all of it is used", async () => {
    const { clock, pacer } = turnstile({ perSecond: 25 });
    const { starts } = startTimes(pacer, clock, { count: 100 });
    await clock.advance(4000);
    expect(mostInWindow(starts, 1000)).toBe(25);
    expect(starts).toHaveLength(100);
    expect(starts.at(-1)).toBeLessThanOrEqual(4000);
  });

  test("a burst after a pause is a tenth of the rate and one", async () => {
    const { clock, pacer } = turnstile({ perSecond: 100 });
    await clock.advance(60_000);
    const { starts } = startTimes(pacer, clock, { count: 50 });
    await clock.advance(0);
    expect(starts).toHaveLength(11);
  });

  test("a rate below one a second is kept", async () => {
    const { clock, pacer } = turnstile({ perSecond: 0.5 });
    const { starts } = startTimes(pacer, clock, { count: 3 });
    await clock.advance(10_000);
    expect(starts).toEqual([0, 2000, 4000]);
  });

  test("2,000 requests at 10,000 a second start within 200 ms and a few timers", async () => {
    const { clock, pacer } = turnstile({ perSecond: 10_000 });
    const { starts } = startTimes(pacer, clock, { count: 2000 });
    await clock.advance(100);
    expect(starts).toHaveLength(2000);
    expect(new Set(starts).size).toBeLessThanOrEqual(101);
  });

  test("an infinite rate never waits", async () => {
    const { clock, pacer } = turnstile({ perSecond: Infinity });
    const { starts } = startTimes(pacer, clock, { count: 900 });
    await clock.advance(0);
    expect(starts).toHaveLength(900);
  });

  test("reads and writes have rates of their own", async () => {
    const clock = testClock();
    const pacer = new Turnstile({ clock, concurrency: 1000, perSecond: { read: 100, write: 1 } });
    startTimes(pacer, clock, { count: 50, kind: "write" });
    const { starts } = startTimes(pacer, clock, { count: 11, kind: "read" });
    await clock.advance(0);
    expect(starts).toHaveLength(11);
  });

  test("one timer serves everybody who waits, and none is left when nobody does", async () => {
    const { clock, pacer } = turnstile({ perSecond: 10 });
    const { done } = startTimes(pacer, clock, { count: 30 });
    expect(clock.sleepers).toBe(1);
    await clock.advance(3000);
    await done;
    expect(clock.sleepers).toBe(0);
  });

  test("a machine clock that is set back doesn't stop the requests", async () => {
    const base = testClock();
    let backMs = 0;
    const clock = { ...base, now: () => base.now(), sleep: base.sleep.bind(base), random: () => 0.5, monotonic: () => base.monotonic() - backMs };
    const pacer = new Turnstile({ clock, concurrency: 10, perSecond: { read: 1, write: 1 } });
    const { starts } = startTimes(pacer, base, { count: 3 });
    await base.advance(500);
    backMs = 3_600_000;
    await base.advance(3500);
    expect(starts).toHaveLength(3);
  });
});

describe("the places", () => {
  test("no more requests are on the wire than there are places", async () => {
    const { clock, pacer } = turnstile({ perSecond: 10_000, concurrency: 3 });
    let running = 0;
    let most = 0;
    const request = async (): Promise<void> => {
      const permit = assertOk(await pacer.enter("write"));
      most = Math.max(most, ++running);
      await clock.sleep(10);
      running -= 1;
      permit.leave();
    };
    const done = Promise.all(Array.from({ length: 20 }, request));
    await clock.advance(70);
    await done;
    expect(most).toBe(3);
  });

  test("leaving twice gives one place back", async () => {
    const { clock, pacer } = turnstile({ concurrency: 1 });
    const permit = await enterNow(pacer);
    permit.leave();
    permit.leave();
    permit.leaveLimited();
    const { starts } = startTimes(pacer, clock, { count: 2, takesMs: 50 });
    await clock.advance(1);
    expect(starts).toHaveLength(1);
  });

  test("requests of one kind start in the order in which they came", async () => {
    const { clock, pacer } = turnstile({ perSecond: 20, concurrency: 2 });
    const order: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      void pacer.enter("write").map((permit) => {
        order.push(index);
        permit.leave();
      });
    }
    await clock.advance(1000);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("a read gets the next place although a batch of writes came first", async () => {
    const { clock, pacer } = turnstile({ perSecond: 10_000, concurrency: 1 });
    const held = await enterNow(pacer, "write");
    const order: RequestKind[] = [];
    const request = (kind: RequestKind) =>
      void pacer.enter(kind).map((permit) => {
        order.push(kind);
        permit.leave();
      });
    for (let index = 0; index < 5; index += 1) request("write");
    request("read");
    held.leave();
    await clock.advance(10);
    expect(order.indexOf("read")).toBe(0);
    expect(order).toHaveLength(6);
  });

  test("writes that wait for their rate don't hold the places that reads need", async () => {
    const clock = testClock();
    const pacer = new Turnstile({ clock, concurrency: 2, perSecond: { read: 100, write: 1 } });
    startTimes(pacer, clock, { count: 20, kind: "write" });
    const { starts } = startTimes(pacer, clock, { count: 5, kind: "read" });
    await clock.advance(0);
    expect(starts).toHaveLength(5);
  });
});

describe("giving up", () => {
  test("a signal that is aborted already fails at once and takes nothing", async () => {
    const { pacer } = turnstile({ perSecond: 1 });
    const error = assertErr(await pacer.enter("write", AbortSignal.abort()), "API_ERROR");
    expect(error).toMatchObject({ reason: "aborted", outcome: "not_created" });
    assertOk(await pacer.enter("write"));
  });

  test("who is aborted leaves the queue, and the others move up", async () => {
    const { clock, pacer } = turnstile({ concurrency: 1 });
    const held = await enterNow(pacer);
    const controller = new AbortController();
    const first = pacer.enter("write", controller.signal);
    const second = pacer.enter("write");
    controller.abort();
    expect(assertErr(await first).reason).toBe("aborted");
    held.leave();
    assertOk(await second);
    expect(clock.sleepers).toBe(0);
  });

  test("no timer is left when everybody who waited has given up", async () => {
    const { clock, pacer } = turnstile({ perSecond: 1 });
    await enterNow(pacer);
    const controller = new AbortController();
    const waiting = [pacer.enter("write", controller.signal), pacer.enter("write", controller.signal)];
    expect(clock.sleepers).toBe(1);
    controller.abort();
    for (const one of waiting) assertErr(await one, "API_ERROR");
    expect(clock.sleepers).toBe(0);
  });

  test("a signal that is aborted after its request started changes nothing", async () => {
    const { clock, pacer } = turnstile({ concurrency: 1 });
    const held = await enterNow(pacer);
    const controller = new AbortController();
    const entering = pacer.enter("write", controller.signal);
    held.leave();
    const permit: Permit = assertOk(await entering);
    controller.abort();
    const { starts } = startTimes(pacer, clock, { count: 1 });
    await clock.advance(100);
    expect(starts).toHaveLength(0);
    permit.leave();
    await clock.advance(0);
    expect(starts).toHaveLength(1);
  });
});

describe("after a 429", () => {
  const startedBetween = (starts: readonly number[], fromMs: number, toMs: number) =>
    starts.filter((at) => at >= fromMs && at < toMs).length;

  test("nobody starts for as long as the provider said", async () => {
    const { clock, pacer } = turnstile({ perSecond: 100 });
    const permit = await enterNow(pacer, "write");
    permit.leaveLimited({ retryAfterMs: 3000 });
    const writes = startTimes(pacer, clock, { count: 1, kind: "write" });
    const reads = startTimes(pacer, clock, { count: 1, kind: "read" });
    await clock.advance(2999);
    expect([writes.starts, reads.starts]).toEqual([[], []]);
    await clock.advance(2500);
    expect([writes.starts.length, reads.starts.length]).toEqual([1, 1]);
  });

  test("only the kind that an endpoint's limit is about waits for as long as the provider said", async () => {
    const { clock, pacer } = turnstile({ perSecond: 100 });
    (await enterNow(pacer, "write")).leaveLimited({ limit: "endpoint_rate", retryAfterMs: 3000 });
    const writes = startTimes(pacer, clock, { count: 1, kind: "write" });
    const reads = startTimes(pacer, clock, { count: 1, kind: "read" });
    await clock.advance(2999);
    expect([writes.starts.length, reads.starts.length]).toEqual([0, 1]);
    await clock.advance(2500);
    expect(writes.starts).toHaveLength(1);
  });

  test("by the endpoint's rate that kind is slowed down to what came through, and the other isn't", async () => {
    const { clock, pacer } = turnstile({ perSecond: 100 });
    startTimes(pacer, clock, { count: 40 });
    await clock.advance(900);
    (await enterNow(pacer, "write")).leaveLimited({ limit: "endpoint_rate" });
    const writes = startTimes(pacer, clock, { count: 500, kind: "write" });
    const reads = startTimes(pacer, clock, { count: 500, kind: "read" });
    await clock.advance(4000);
    expect(startedBetween(writes.starts, 2000, 4000)).toBeLessThanOrEqual(82);
    expect(startedBetween(writes.starts, 2000, 4000)).toBeGreaterThanOrEqual(70);
    expect(startedBetween(reads.starts, 2000, 4000)).toBeGreaterThanOrEqual(198);
  });

  test("by the account's rate reads and writes together are slowed down", async () => {
    const { clock, pacer } = turnstile({ perSecond: 100 });
    startTimes(pacer, clock, { count: 40 });
    await clock.advance(900);
    (await enterNow(pacer, "write")).leaveLimited({ limit: "rate" });
    const writes = startTimes(pacer, clock, { count: 500, kind: "write" });
    const reads = startTimes(pacer, clock, { count: 500, kind: "read" });
    await clock.advance(4000);
    const both = startedBetween([...writes.starts, ...reads.starts], 2000, 4000);
    expect(both).toBeLessThanOrEqual(84);
    expect(both).toBeGreaterThanOrEqual(70);
  });

  test("by how many are at once there are fewer places, and the rate stays", async () => {
    const { clock, pacer } = turnstile({ perSecond: 1000, concurrency: 10 });
    const held = [];
    for (let index = 0; index < 10; index += 1) held.push(await enterNow(pacer));
    for (const permit of held) permit.leaveLimited({ limit: "concurrency" });
    const { starts } = startTimes(pacer, clock, { count: 100, takesMs: 100_000 });
    await clock.advance(1000);
    expect(starts).toHaveLength(8);
    const reads = turnstile({ perSecond: 1000, concurrency: 10 });
    (await enterNow(reads.pacer, "read")).leaveLimited({ limit: "endpoint_concurrency" });
    const writes = startTimes(reads.pacer, reads.clock, { count: 9, kind: "write", takesMs: 100_000 });
    await reads.clock.advance(1000);
    expect(writes.starts).toHaveLength(9);
  });

  test("by one object's lock nobody else is slowed down", async () => {
    const { clock, pacer } = turnstile({ perSecond: 100 });
    for (let index = 0; index < 5; index += 1) (await enterNow(pacer)).leaveLimited({ limit: "object", retryAfterMs: 9000 });
    const { starts } = startTimes(pacer, clock, { count: 90 });
    await clock.advance(1000);
    expect(starts.length).toBeGreaterThanOrEqual(90);
  });

  test("two processes that were slowed down together don't come back in step", async () => {
    const firstStarts = [];
    for (const random of [0.1, 0.9]) {
      const clock = { ...testClock(), random: () => random };
      const base = testClock();
      const pacer = new Turnstile({ clock: { ...clock, now: () => base.now(), sleep: (ms, signal) => base.sleep(ms, signal), monotonic: () => base.monotonic(), turn: () => base.turn() }, concurrency: 10, perSecond: { read: 100, write: 100 } });
      (await enterNow(pacer)).leaveLimited();
      const { starts } = startTimes(pacer, base, { count: 1 });
      await base.advance(2000);
      firstStarts.push(starts[0]);
    }
    expect(firstStarts[0]).not.toBe(firstStarts[1]);
  });

  test("a senseless retry-after is no pause, and a very long one is five minutes", async () => {
    const { clock, pacer } = turnstile();
    (await enterNow(pacer)).leaveLimited({ retryAfterMs: Number.NaN });
    const senseless = startTimes(pacer, clock, { count: 1 });
    await clock.advance(1500);
    expect(senseless.starts).toHaveLength(1);
    (await enterNow(pacer)).leaveLimited({ retryAfterMs: 1e12 });
    const long = startTimes(pacer, clock, { count: 1 });
    await clock.advance(302_000);
    expect(long.starts).toHaveLength(1);
  });
});

describe("patience", () => {
  test("lets others go first, but has one turn in five", async () => {
    const { clock, pacer } = turnstile({ perSecond: 1000, concurrency: 1 });
    const held = await enterNow(pacer);
    const order: string[] = [];
    const request = (name: string, from: Pacer) =>
      void from.enter("write").map((permit) => {
        order.push(name);
        permit.leave();
      });
    for (let index = 0; index < 6; index += 1) request("batch", pacer.patient);
    for (let index = 0; index < 10; index += 1) request("call", pacer);
    held.leave();
    await clock.advance(100);
    expect(order.slice(0, 10)).toEqual(["call", "call", "call", "call", "batch", "call", "call", "call", "call", "batch"]);
    expect(order.filter((name) => name === "batch")).toHaveLength(6);
  });

  test("knows how many have their turn soon", () => {
    expect([turnstile({ perSecond: 25 }).pacer.soon("write"), turnstile({ perSecond: 0.1 }).pacer.soon("read")]).toEqual([175, 2]);
  });
});
