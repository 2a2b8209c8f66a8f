import { errAsync, okAsync, ResultAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import { PayoutError } from "../../src/domain/errors.ts";
import { createPacer, rateProblem } from "../../src/pacing/create-pacer.ts";
import type { RateLimiter } from "../../src/ports/rate-limiter.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { testClock } from "../../src/testing/test-clock.ts";
import { enterNow, mostInWindow, startTimes } from "./pace.ts";

const capabilities = { requestsPerSecond: { read: 50, write: 20 }, concurrency: 2 };

describe("createPacer", () => {
  test("without options the capabilities' rates and places hold", async () => {
    const clock = testClock();
    const pacer = createPacer({ clock, capabilities });
    const writes = startTimes(pacer, clock, { count: 60, kind: "write" });
    const reads = startTimes(pacer, clock, { count: 150, kind: "read" });
    await clock.advance(3000);
    expect(mostInWindow(writes.starts, 1000)).toBe(20);
    expect(mostInWindow(reads.starts, 1000)).toBe(50);
  });

  test("the options' rate and places take precedence", async () => {
    const clock = testClock();
    const pacer = createPacer({ clock, capabilities, rate: { perSecond: 5, concurrency: 1 } });
    const { starts } = startTimes(pacer, clock, { count: 10, takesMs: 1 });
    await clock.advance(3000);
    expect(mostInWindow(starts, 1000)).toBe(5);
    expect(mostInWindow(starts, 1)).toBe(1);
  });
});

describe("a limiter of the application's own", () => {
  const limiter = (acquire: RateLimiter["acquire"], limited: RateLimiter["limited"] = () => undefined) => ({ acquire, limited });

  test("gives the leave in place of the buckets, and is told of a 429", async () => {
    const asked: string[] = [];
    const told: unknown[] = [];
    const rate = limiter(
      (kind) => (asked.push(kind), okAsync(undefined)),
      (kind, retryAfterMs, limit) => void told.push([kind, retryAfterMs, limit]),
    );
    const pacer = createPacer({ clock: testClock(), capabilities, rate });
    (await enterNow(pacer, "read")).leaveLimited({ retryAfterMs: 700, limit: "endpoint_rate" });
    (await enterNow(pacer, "read")).leaveLimited({ limit: "object" });
    (await enterNow(pacer, "write")).leave();
    expect(asked).toEqual(["read", "read", "write"]);
    expect(told).toEqual([["read", 700, "endpoint_rate"]]);
  });

  test("its failure is passed on and gives the place back", async () => {
    const failure = new PayoutError({ code: "API_ERROR", outcome: "not_created", reason: "unavailable", details: {}, message: "no leave" });
    let fails = true;
    const pacer = createPacer({ clock: testClock(), capabilities, rate: limiter(() => (fails ? errAsync(failure) : okAsync(undefined))) });
    for (let index = 0; index < 3; index += 1) expect(assertErr(await pacer.enter("write"))).toBe(failure);
    fails = false;
    assertOk(await pacer.enter("write"));
  });

  test("one that throws or rejects is an error, not an exception", async () => {
    const throwing = limiter(() => {
      throw new Error("broken");
    }, () => {
      throw new Error("broken");
    });
    const rejecting = limiter(() => new ResultAsync(Promise.reject(new Error("broken"))));
    for (const rate of [throwing, rejecting]) {
      const pacer = createPacer({ clock: testClock(), capabilities, rate });
      for (let index = 0; index < 3; index += 1) {
        expect(assertErr(await pacer.enter("write"), "API_ERROR").reason).toBe("unavailable");
      }
    }
  });

  test("one that throws when told of a 429 gives the place back all the same", async () => {
    const rate = limiter(() => okAsync(undefined), () => {
      throw new Error("broken");
    });
    const pacer = createPacer({ clock: testClock(), capabilities, rate });
    for (let index = 0; index < 5; index += 1) (await enterNow(pacer)).leaveLimited();
  });

  test("one that never answers is left when the signal is aborted", async () => {
    let answers = false;
    const never = new ResultAsync<void, never>(new Promise(() => undefined));
    const pacer = createPacer({ clock: testClock(), capabilities, rate: limiter(() => (answers ? okAsync(undefined) : never)) });
    const controller = new AbortController();
    const entering = [1, 2, 3].map(() => pacer.enter("write", controller.signal));
    controller.abort();
    for (const one of entering) expect(assertErr(await one, "API_ERROR").reason).toBe("aborted");
    answers = true;
    assertOk(await pacer.enter("write"));
  });
});

describe("rateProblem", () => {
  test("accepts what createPacer can use", () => {
    for (const rate of [undefined, {}, { perSecond: 0.5 }, { concurrency: 3 }, { acquire() {}, limited() {} }]) {
      expect(rateProblem(rate)).toBeNull();
    }
  });

  test("names what is wrong with the others", () => {
    const wrong = [null, 5, { perSecond: 0 }, { perSecond: "9" }, { perSecond: Number.NaN }, { concurrency: 0.5 }, { acquire() {} }];
    for (const rate of wrong) expect(rateProblem(rate)).toMatch(/^expected /);
  });
});
