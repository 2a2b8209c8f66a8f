import { describe, expect, test } from "vitest";
import { earliest, latest, maybeElapsed, surelyElapsed } from "../../src/lifecycle/moment.ts";
import { after, hourMs, recordOf, sentAtMs } from "./records.ts";

const apart = { processMs: sentAtMs + 2 * hourMs, storeMs: sentAtMs + hourMs, providerMs: sentAtMs + 3 * hourMs };

describe("an age", () => {
  test("is surely reached only if the process's and the store's clocks both say so", () => {
    expect(surelyElapsed(sentAtMs, hourMs, apart)).toBe(true);
    expect(surelyElapsed(sentAtMs, hourMs + 1, apart)).toBe(false);
    expect(surelyElapsed(sentAtMs, 2 * hourMs, { ...apart, storeMs: null })).toBe(true);
  });

  test("is perhaps reached if any clock, or the record's latest time, says so", () => {
    expect(maybeElapsed(sentAtMs, 3 * hourMs, apart, recordOf())).toBe(true);
    expect(maybeElapsed(sentAtMs, 3 * hourMs, { ...apart, providerMs: null }, recordOf())).toBe(false);
    expect(maybeElapsed(sentAtMs, hourMs, { ...after(0), storeMs: sentAtMs + hourMs }, recordOf())).toBe(true);
    expect(maybeElapsed(sentAtMs, hourMs, after(0), recordOf({ updatedAtMs: sentAtMs + hourMs }))).toBe(true);
    expect(maybeElapsed(sentAtMs, hourMs, after(hourMs - 1), recordOf())).toBe(false);
  });

  test("is written down from the cautious side", () => {
    expect([earliest(apart), latest(apart)]).toEqual([sentAtMs + hourMs, sentAtMs + 2 * hourMs]);
  });
});
