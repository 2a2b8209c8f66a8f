import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { amountFlag, minimumFlag, timeFlag, wholeNumber } from "../../src/cli/flags.ts";

test("--minimum adds up, in either case, and a currency has one", () => {
  expect(minimumFlag("eur=5", minimumFlag("USD=1000"))).toEqual({ usd: 1000, eur: 5 });
  expect(() => minimumFlag("USD=2000", { usd: 1000 })).toThrow("The minimum of usd is given twice, as 1000 and as 2000");
});

test.each(["usd", "usd=", "usd=10.00", "=5", "usd=-1", "dollars=5"])("--minimum %s is refused", (text) => {
  expect(() => minimumFlag(text)).toThrow(InvalidArgumentError);
});

describe("amountFlag", () => {
  test("reads minor units", () => {
    expect(amountFlag("2500")).toBe(2500);
  });

  test("says so where there is a decimal point", () => {
    expect(() => amountFlag("25.00")).toThrow("decimal point");
  });

  test.each(["", "0", "-5", "1e3", "0x10", "1,000", "9007199254740993"])("refuses %j", (text) => {
    expect(() => amountFlag(text)).toThrow(InvalidArgumentError);
  });
});

test("wholeNumber keeps to its least value", () => {
  expect(wholeNumber(1)("8")).toBe(8);
  expect(() => wholeNumber(1)("0")).toThrow("at least 1");
});

describe("timeFlag", () => {
  test("reads a day as its beginning in UTC, and a whole time with its zone", () => {
    expect(timeFlag("2026-11-01").toISOString()).toBe("2026-11-01T00:00:00.000Z");
    expect(timeFlag("2026-11-01T01:30:00+01:00").toISOString()).toBe("2026-11-01T00:30:00.000Z");
  });

  test.each(["yesterday", "2026-11", "11/01/2026", "2026-02-30", "2026-11-01T09:30", "2026-13-01"])(
    "refuses %s",
    (text) => {
      expect(() => timeFlag(text)).toThrow(InvalidArgumentError);
    },
  );
});
