import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SummaryInterval } from "../../src/domain/summary.ts";
import { movedMoney, transferStatuses } from "../../src/domain/transfer.ts";
import type { TalliedTransfer } from "../../src/operations/currency-tally.ts";
import { isTimelineTooLong, type Summarized, type SummaryPlan, SummaryTally } from "../../src/operations/summarize.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";

const wholeTime: SummaryPlan = { interval: null, top: 10, fromMs: null, toMs: null };
const at = (text: string): number => new Date(text).getTime();

function paid(fields: Partial<TalliedTransfer>): TalliedTransfer {
  const createdAtMs = Date.parse("2026-03-02T12:00:00Z");
  return { recipientId: "acct_maya", amount: 100, currency: "usd", amountReversed: 0, status: "paid", createdAtMs, ...fields };
}

function summarize(transfers: readonly TalliedTransfer[], plan: Partial<SummaryPlan> = {}): Summarized {
  const tally = new SummaryTally({ ...wholeTime, ...plan });
  for (const transfer of transfers) assertOk(tally.add(transfer));
  return assertOk(tally.summary());
}

/** The same summary, written the slow and obvious way. */
function naive(transfers: readonly TalliedTransfer[], top: number, interval: SummaryInterval | null) {
  const currencies = [...new Set(transfers.map(({ currency }) => currency))].sort();
  return {
    count: transfers.length,
    currencies: currencies.map((currency) => {
      const all = transfers.filter((transfer) => transfer.currency === currency);
      const moved = all.filter(({ status }) => movedMoney(status));
      const sum = (numbers: number[]): number => Number(numbers.reduce((left, right) => left + BigInt(right), 0n));
      const gross = sum(moved.map(({ amount }) => amount));
      const reversed = sum(moved.map(({ amountReversed }) => amountReversed));
      const shares = (key: (transfer: TalliedTransfer) => string) =>
        [...new Set(moved.map(key))].map((value) => {
          const own = moved.filter((transfer) => key(transfer) === value);
          return { value, count: own.length, net: sum(own.map(({ amount, amountReversed }) => amount - amountReversed)) };
        });
      const recipients = shares(({ recipientId }) => recipientId);
      return {
        currency,
        count: moved.length,
        gross,
        reversed,
        net: gross - reversed,
        average: moved.length === 0 ? 0 : Number(BigInt(gross) / BigInt(moved.length)),
        smallest: moved.length === 0 ? 0 : Math.min(...moved.map(({ amount }) => amount)),
        largest: moved.length === 0 ? 0 : Math.max(...moved.map(({ amount }) => amount)),
        recipientCount: recipients.length,
        byStatus: Object.fromEntries(transferStatuses.map((status) => [status, all.filter((one) => one.status === status).length])),
        topRecipients: recipients
          .sort((left, right) => right.net - left.net || (left.value < right.value ? -1 : 1))
          .slice(0, top)
          .map(({ value, count, net }) => ({ recipientId: value, count, net })),
        timeline: interval === "day" ? naiveDays(shares(({ createdAtMs }) => new Date(createdAtMs).toISOString().slice(0, 10))) : [],
      };
    }),
  };
}

function naiveDays(days: { value: string; count: number; net: number }[]) {
  const sorted = days.map(({ value }) => value).sort();
  const timeline = [];
  for (let time = at(sorted[0] ?? "9999-01-01"); time <= at(sorted.at(-1) ?? "1970-01-01"); time += 86_400_000) {
    const start = new Date(time).toISOString().slice(0, 10);
    const { count, net } = days.find(({ value }) => value === start) ?? { count: 0, net: 0 };
    timeline.push({ start, count, net });
  }
  return timeline;
}

const anyTransfer: fc.Arbitrary<TalliedTransfer> = fc
  .record({
    recipientId: fc.constantFrom("acct_a", "acct_b", "acct_c", "acct_d"),
    amount: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 2 ** 46 })),
    reversedShare: fc.constantFrom(0, 0.5, 1),
    currency: fc.constantFrom("usd", "eur", "jpy"),
    status: fc.constantFrom(...transferStatuses),
    createdAtMs: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 2, 1) }),
  })
  .map(({ reversedShare, ...rest }) => ({ ...rest, amountReversed: Math.floor(rest.amount * reversedShare) }));

describe("a summary", () => {
  test("agrees with the slow and obvious one, in whatever order the transfers come", () => {
    const interval = fc.constantFrom("day", null);
    fc.assert(
      fc.property(fc.array(anyTransfer, { maxLength: 60 }), fc.nat(5), interval, (transfers, top, width) => {
        const expected = naive(transfers, top, width);
        expect(summarize(transfers, { top, interval: width })).toEqual(expected);
        expect(summarize(transfers.toReversed(), { top, interval: width })).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test("of nothing is empty", () => {
    expect(summarize([], { interval: "day" })).toEqual({ count: 0, currencies: [] });
  });

  test("names equal recipients by their ids", () => {
    const transfers = ["acct_b", "acct_c", "acct_a"].map((recipientId) => paid({ recipientId }));
    const [usd] = summarize(transfers, { top: 2 }).currencies;
    expect(usd?.topRecipients.map(({ recipientId }) => recipientId)).toEqual(["acct_a", "acct_b"]);
  });

  test("floors its average exactly at the largest sums", () => {
    const transfers = [paid({ amount: Number.MAX_SAFE_INTEGER - 3 }), paid({ amount: 1 }), paid({ amount: 1 })];
    const expected = Number((BigInt(Number.MAX_SAFE_INTEGER) - 1n) / 3n);
    expect(summarize(transfers).currencies[0]?.average).toBe(expected);
  });

  test("refuses a sum that isn't exact", () => {
    const tally = new SummaryTally(wholeTime);
    assertOk(tally.add(paid({ amount: Number.MAX_SAFE_INTEGER })));
    expect(assertErr(tally.add(paid({ amount: 1 })))).toBe("sum_too_large");
  });
});

describe("a timeline", () => {
  const early = paid({ createdAtMs: Date.UTC(2026, 2, 4) });
  const late = paid({ createdAtMs: Date.UTC(2026, 2, 16), amountReversed: 40, status: "partially_reversed" });

  test("has the empty buckets between the first and the last", () => {
    const [usd] = summarize([late, early], { interval: "week" }).currencies;
    expect(usd?.timeline).toEqual([
      { start: "2026-03-02", count: 1, net: 100 },
      { start: "2026-03-09", count: 0, net: 0 },
      { start: "2026-03-16", count: 1, net: 60 },
    ]);
  });

  test("reaches from the bucket of `from` to that of the last moment before `to`", () => {
    const plan = { interval: "month", fromMs: at("2026-01-15"), toMs: at("2026-05-01") } as const;
    const [usd] = summarize([early], plan).currencies;
    expect(usd?.timeline.map(({ start }) => start)).toEqual(["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]);
  });

  test("with one bound reaches to the first or last transfer", () => {
    const [fromOnly] = summarize([early], { interval: "day", fromMs: at("2026-03-02") }).currencies;
    expect(fromOnly?.timeline.map(({ start }) => start)).toEqual(["2026-03-02", "2026-03-03", "2026-03-04"]);
    const [toOnly] = summarize([early], { interval: "day", toMs: at("2026-03-06T10:00:00Z") }).currencies;
    expect(toOnly?.timeline.map(({ start }) => start)).toEqual(["2026-03-04", "2026-03-05", "2026-03-06"]);
  });

  test("of a currency in which nothing moved is empty, or as long as its bounds", () => {
    const failed = paid({ status: "failed" });
    expect(summarize([failed], { interval: "day" }).currencies[0]?.timeline).toEqual([]);
    const plan = { interval: "day", fromMs: at("2026-03-02"), toMs: at("2026-03-04") } as const;
    expect(summarize([failed], plan).currencies[0]?.timeline).toEqual([
      { start: "2026-03-02", count: 0, net: 0 },
      { start: "2026-03-03", count: 0, net: 0 },
    ]);
  });

  test("longer than 10,000 buckets is refused, whatever makes it so", () => {
    const plan: SummaryPlan = { ...wholeTime, interval: "day", fromMs: at("1990-01-01"), toMs: null };
    const tally = new SummaryTally(plan);
    assertOk(tally.add(late));
    expect(assertErr(tally.summary())).toBe("timeline_too_long");
    expect(isTimelineTooLong({ ...plan, toMs: at("2026-01-01") })).toBe(true);
    expect(isTimelineTooLong({ ...plan, toMs: at("2026-01-01"), interval: "week" })).toBe(false);
    expect(isTimelineTooLong({ ...plan, fromMs: -8.64e15, toMs: 8.64e15, interval: "month" })).toBe(true);
  });

  test("that begins at the beginning of time is refused, and doesn't throw", () => {
    for (const interval of ["day", "week", "month"] as const) {
      const tally = new SummaryTally({ ...wholeTime, interval, fromMs: -8.64e15 });
      assertOk(tally.add(late));
      expect(assertErr(tally.summary())).toBe("timeline_too_long");
    }
  });
});
