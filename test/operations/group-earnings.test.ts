import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Earning, GroupedEarnings, GroupEarningsOptions } from "../../src/domain/earnings.ts";
import { parsePayoutRequest } from "../../src/domain/payout-request.ts";
import { groupEarnings, isPaidBy } from "../../src/operations/group-earnings.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { clientSetup } from "./client-setup.ts";

const terms = { run: "2026-11", minimums: { usd: 1000, eur: 2000 } };
const sale = (id: string, amount: number, changes: Partial<Earning> = {}): Earning => ({ id, recipientId: "acct_maya", amount, currency: "usd", ...changes });

/** What the app does before it sends: it writes each payout's reference to its earnings. */
function record(earnings: readonly Earning[], { payouts }: GroupedEarnings): Earning[] {
  const references = new Map(payouts.flatMap(({ reference, earningIds }) => earningIds.map((id) => [id, reference])));
  return earnings.map((earning) => ({ ...earning, reference: references.get(earning.id) ?? earning.reference }));
}

describe("groupEarnings", () => {
  test("makes one payout for each recipient and currency that reaches the minimum, and carries the rest", () => {
    const noor = { recipientId: "acct_noor" };
    const earnings = [sale("s2", 700), sale("s1", 640), sale("s3", 300, noor), sale("s4", 2000, { currency: "EUR" }), sale("s5", 9, { currency: "jpy" })];
    const { payouts, carried } = assertOk(groupEarnings(earnings, terms));
    expect(payouts).toMatchObject([
      { reference: "2026-11:acct_maya:eur", recipientId: "acct_maya", amount: 2000, currency: "eur", earningIds: ["s4"] },
      { reference: "2026-11:acct_maya:jpy", recipientId: "acct_maya", amount: 9, currency: "jpy", earningIds: ["s5"] },
      { reference: "2026-11:acct_maya:usd", recipientId: "acct_maya", amount: 1340, currency: "usd", earningIds: ["s1", "s2"] },
    ]);
    expect(carried).toEqual([
      { recipientId: "acct_noor", amount: 300, currency: "usd", reason: "below_minimum", minimum: 1000, earningIds: ["s3"] },
    ]);
  });

  test("pays a sum that is exactly the minimum, and anything where there is none", () => {
    expect(assertOk(groupEarnings([sale("s1", 1000)], terms)).carried).toEqual([]);
    expect(assertOk(groupEarnings([sale("s1", 999)], terms)).payouts).toEqual([]);
    expect(assertOk(groupEarnings([sale("s1", 1)], { run: "2026-11" })).carried).toEqual([]);
    expect(assertOk(groupEarnings([], terms))).toEqual({ payouts: [], carried: [] });
  });

  test("gives the same reference whichever earnings are there, so that a changed set can't be paid beside the first", () => {
    const [first] = assertOk(groupEarnings([sale("s1", 1000)], terms)).payouts;
    const [second] = assertOk(groupEarnings([sale("s1", 1000), sale("s2", 500)], terms)).payouts;
    expect(second?.reference).toBe(first?.reference);
    expect(second?.metadata.earnings).not.toBe(first?.metadata.earnings);
  });

  test("pays recorded earnings under their own reference, below the minimum too, and in a run of any name", () => {
    const reference = "2026-10:acct_maya:usd";
    const { payouts } = assertOk(groupEarnings([sale("s1", 400, { reference }), sale("s2", 1500)], terms));
    expect(payouts.map((payout) => [payout.reference, payout.amount, payout.earningIds])).toEqual([
      [reference, 400, ["s1"]],
      ["2026-11:acct_maya:usd", 1500, ["s2"]],
    ]);
  });

  test("leaves what is earned after the run got its payout to the next run", () => {
    const first = [sale("s1", 1000)];
    const repeated = [...record(first, assertOk(groupEarnings(first, terms))), sale("s2", 5000)];
    const { payouts, carried } = assertOk(groupEarnings(repeated, terms));
    expect(payouts.map(({ earningIds }) => earningIds)).toEqual([["s1"]]);
    expect(carried.map(({ reason, earningIds }) => [reason, earningIds])).toEqual([["run_has_payout", ["s2"]]]);
    const next = assertOk(groupEarnings([sale("s2", 5000)], { ...terms, run: "2026-12" }));
    expect(next.payouts.map(({ reference }) => reference)).toEqual(["2026-12:acct_maya:usd"]);
  });

  test("takes earnings whose reference is null, as a row of a table has it", () => {
    expect(assertOk(groupEarnings([sale("s1", 1000, { reference: null })], terms)).payouts[0]?.reference).toBe("2026-11:acct_maya:usd");
  });
});

describe("groupEarnings lists", () => {
  const issuesOf = (earnings: unknown, options: unknown = terms): string[] => {
    const error = assertErr(groupEarnings(earnings as readonly Earning[], options as GroupEarningsOptions), "INVALID_REQUEST");
    return error.details.issues.map(({ path, message }) => `${path}: ${message}`);
  };

  test("every issue of every earning at once", () => {
    const wrong = [sale("s1", -5), sale("s2", 1.5, { currency: "xyz" }), sale("", 0), null, sale("s3", 1, { recipientId: "a\n" })];
    expect(issuesOf(wrong).map((issue) => issue.split(":")[0])).toEqual([
      ...["earnings[0].amount", "earnings[1].amount", "earnings[1].currency", "earnings[2].id", "earnings[2].amount"],
      ...["earnings[3]", "earnings[4].recipientId"],
    ]);
  });

  test("an id that stands there twice, with both places", () => {
    expect(issuesOf([sale("s1", 5), sale("s2", 5), sale("s1", -7)])[0]).toBe('earnings[2].id: "s1" is the id of earnings[0] already');
  });

  test("a recorded reference that two recipients or currencies share", () => {
    const reference = "2026-10:acct_maya:usd";
    const shared = [sale("s1", 5, { reference }), sale("s2", 5, { reference, recipientId: "acct_noor" }), sale("s3", 5, { reference, currency: "eur" })];
    expect(issuesOf(shared).map((issue) => issue.split(":")[0])).toEqual(["earnings[1].reference", "earnings[2].reference"]);
  });

  test("a sum too large to be counted exactly", () => {
    expect(issuesOf([sale("s1", Number.MAX_SAFE_INTEGER), sale("s2", 1)])).toEqual([
      'earnings: the sum of "acct_maya" in usd is too large to be counted exactly at "s2"',
    ]);
  });

  test.each([
    ["recipientId", 7],
    ["amount", 0.5],
    ["amount", "5"],
    ["currency", "xxx"],
    ["reference", ""],
    ["reference", 7],
  ])("a wrong %s (%j) in the words of a payout request", (field, value) => {
    const payout = { reference: "r1", recipientId: "acct_maya", amount: 5, currency: "usd", [field]: value };
    const said = parsePayoutRequest(payout).match(() => [], (issues) => issues);
    expect(issuesOf([{ id: "s1", ...payout }])).toEqual(said.map(({ path, message }) => `earnings[0].${path}: ${message}`));
  });

  test("what is wrong with the run and the minimums", () => {
    expect(issuesOf([], { run: "2026:11", minimums: { xyz: 1, usd: -1, eur: 1, EUR: 2 } }).map((issue) => issue.split(":")[0])).toEqual(["run", "minimums", "minimums.usd", "minimums.EUR"]);
    expect([issuesOf([], { run: "" }), issuesOf([], { run: "x".repeat(65) }), issuesOf([], { run: 11 })].flat()).toHaveLength(3);
    expect([issuesOf([], []), issuesOf("s1"), issuesOf([], { run: "r", minimums: [] })].map((issues) => issues.length)).toEqual([2, 1, 1]);
  });

  test("a recipient whose reference would be too long", () => {
    expect(issuesOf([sale("s1", 1000, { recipientId: "a".repeat(250) })])).toEqual([expect.stringMatching(/^run: the reference of .* at most 255/)]);
  });

  test("a list that throws when it is read", () => {
    const thrower = { get id(): string { throw new Error("no"); } };
    expect(issuesOf([thrower])).toHaveLength(1);
  });

  test("a thousand issues in its details, and the first in its message", () => {
    const error = assertErr(groupEarnings(Array.from({ length: 1000 }, () => sale("", 1)), terms), "INVALID_REQUEST");
    expect(error.details.issues).toHaveLength(1000);
    expect(error.message).toMatch(/and 980 more$/);
  });
});

describe("for any earnings, groupEarnings", () => {
  const earningsArbitrary = fc.uniqueArray(
    fc.record({
      id: fc.stringMatching(/^[a-z0-9]{1,6}$/),
      recipientId: fc.constantFrom("acct_a", "acct_b", "acct_c"),
      amount: fc.integer({ min: 1, max: 2000 }),
      currency: fc.constantFrom("usd", "USD", "eur"),
    }),
    { selector: ({ id }) => id, maxLength: 30 },
  );
  const total = (parts: readonly { readonly amount: number }[]): number => parts.reduce((sum, { amount }) => sum + amount, 0);

  test("pays and carries exactly what was earned, each earning once", () => {
    fc.assert(
      fc.property(earningsArbitrary, (earnings) => {
        const { payouts, carried } = assertOk(groupEarnings(earnings, terms));
        expect(total(payouts) + total(carried)).toBe(total(earnings));
        const ids = [...payouts, ...carried].flatMap(({ earningIds }) => earningIds);
        expect(ids.sort()).toEqual(earnings.map(({ id }) => id).sort());
        expect(payouts.every(({ amount, currency }) => amount >= (currency === "usd" ? 1000 : 2000))).toBe(true);
        expect(new Set(payouts.map(({ reference }) => reference)).size).toBe(payouts.length);
      }),
    );
  });

  test("gives the same answer in any order", () => {
    fc.assert(
      fc.property(earningsArbitrary.chain((earnings) => fc.tuple(fc.constant(earnings), fc.shuffledSubarray(earnings, { minLength: earnings.length }))), ([earnings, shuffled]) => {
        expect(groupEarnings(shuffled, terms)).toEqual(groupEarnings(earnings, terms));
      }),
    );
  });

  test("never gives a recorded earning another reference, whatever is earned since and however the run is called", () => {
    fc.assert(
      fc.property(earningsArbitrary, fc.integer({ min: 0, max: 30 }), fc.constantFrom("2026-11", "2026-12"), (earnings, known, run) => {
        const first = assertOk(groupEarnings(earnings.slice(0, known), terms));
        const again = assertOk(groupEarnings([...record(earnings.slice(0, known), first), ...earnings.slice(known)], { ...terms, run }));
        expect(again.payouts.filter(({ reference }) => first.payouts.some((payout) => payout.reference === reference))).toEqual(first.payouts);
      }),
    );
  });
});

describe("a run", () => {
  test("that is made twice pays once", async () => {
    const { client, run, sandbox } = clientSetup();
    const { payouts } = assertOk(groupEarnings([sale("s1", 640), sale("s2", 700)], terms));
    expect(assertOk(await run(client.processBatchPayouts(payouts))).counts.paid).toBe(1);
    expect(assertOk(await run(client.processBatchPayouts(payouts))).counts.alreadyPaid).toBe(1);
    expect(sandbox.movements()).toBe(1);
  });

  test("whose earnings changed after it was paid, without being recorded, is a conflict and pays nothing twice", async () => {
    const { client, run, sandbox } = clientSetup();
    const first = assertOk(groupEarnings([sale("s1", 1000)], terms));
    assertOk(await run(client.processBatchPayouts(first.payouts)));
    const changed = assertOk(groupEarnings([sale("s1", 1000), sale("s2", 500)], terms));
    const { problems } = assertOk(await run(client.processBatchPayouts(changed.payouts)));
    expect(problems.map(({ error }) => error.reason)).toEqual(["reference_conflict"]);
    expect(sandbox.movements()).toBe(1);
  });

  test("repeated with other earnings of the same sum is answered by the first transfer, which isPaidBy tells apart", async () => {
    const { client, run, sandbox } = clientSetup();
    const [first] = assertOk(groupEarnings([sale("s1", 1000)], terms)).payouts;
    const [other] = assertOk(groupEarnings([sale("s2", 1000)], terms)).payouts;
    if (first === undefined || other === undefined) throw new Error("expected a payout of each");
    const transfer = assertOk(await run(client.sendPayout(first)));
    const error = assertErr(await run(client.sendPayout(other)), "ALREADY_PAID");
    expect([isPaidBy(first, transfer), isPaidBy(other, error.details.transfer)]).toEqual([true, false]);
    expect(isPaidBy(first, error.details.transfer)).toBe(true);
    expect(sandbox.movements()).toBe(1);
  });
});
