import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkFromStripe, accountFromStripe, balanceFromStripe } from "../../../src/providers/stripe/from-stripe-account.ts";
import { modeFromStripe, pageFromStripe, transferFromStripe } from "../../../src/providers/stripe/from-stripe.ts";
import { markGroup, markMetadata } from "../../../src/providers/stripe/mark.ts";

const mark = { namespace: "default", reference: "r1" };

const transfer = {
  id: "tr_1",
  object: "transfer",
  amount: 2500,
  amount_reversed: 0,
  created: 1_795_000_000,
  currency: "usd",
  description: "November",
  destination: "acct_a",
  livemode: false,
  metadata: { order: "7", ...markMetadata(mark) },
  reversed: false,
  transfer_group: markGroup(mark),
};

describe("transferFromStripe", () => {
  test("reads every field", () => {
    expect(transferFromStripe(transfer)).toEqual({
      id: "tr_1",
      mark,
      mode: "test",
      recipientId: "acct_a",
      amount: 2500,
      currency: "usd",
      amountReversed: 0,
      status: "paid",
      description: "November",
      metadata: { order: "7" },
      createdAtMs: 1_795_000_000_000,
      raw: transfer,
    });
  });

  test.each([
    [{ amount_reversed: 0, reversed: false }, "paid"],
    [{ amount_reversed: 1, reversed: false }, "partially_reversed"],
    [{ amount_reversed: 2500, reversed: true }, "reversed"],
    [{ amount_reversed: 2500, reversed: false }, "unrecognized"],
    [{ amount_reversed: 100, reversed: true }, "unrecognized"],
    [{ amount_reversed: 2501, reversed: true }, "unrecognized"],
    [{ amount_reversed: "0" }, "unrecognized"],
    [{ amount_reversed: null }, "unrecognized"],
    [{ reversed: undefined }, "unrecognized"],
    [{ amount: 0 }, "unrecognized"],
    [{ amount: 25.5 }, "unrecognized"],
    [{ amount: -1 }, "unrecognized"],
  ])("%j makes it %s", (changes, status) => {
    expect(transferFromStripe({ ...transfer, ...changes })?.status).toBe(status);
  });

  test.each([
    ["no group", { transfer_group: null }],
    ["another group", { transfer_group: "order_7" }],
    ["the group of another reference", { transfer_group: markGroup({ ...mark, reference: "r2" }) }],
    ["no reference", { metadata: { payoutkit_namespace: "default" } }],
    ["no metadata", { metadata: null }],
    ["a reference that is no text", { metadata: { ...markMetadata(mark), payoutkit_reference: 7 } }],
  ])("with %s it bears no mark", (_, changes) => {
    expect(transferFromStripe({ ...transfer, ...changes })?.mark).toBeNull();
  });

  test("an expanded destination is read by its id", () => {
    const destination = { id: "acct_b", object: "account" };
    expect(transferFromStripe({ ...transfer, destination })?.recipientId).toBe("acct_b");
  });

  test.each([
    [true, "live"],
    [false, "test"],
    [undefined, null],
  ])("livemode %j means mode %j", (livemode, mode) => {
    expect(transferFromStripe({ ...transfer, livemode })?.mode).toBe(mode);
  });

  test("a time that no Date can hold is 0", () => {
    expect(transferFromStripe({ ...transfer, created: 9e12 })?.createdAtMs).toBe(0);
  });

  test.each([null, 7, "tr_1", [], {}, { id: "tr_1" }, { object: "transfer" }, { ...transfer, id: "" }])(
    "%j isn't a transfer",
    (value) => {
      expect(transferFromStripe(value)).toBeNull();
    },
  );
});

describe("pageFromStripe", () => {
  test("only a page that has more has a cursor", () => {
    const data = [transfer, { ...transfer, id: "tr_0" }];
    expect(pageFromStripe({ data, has_more: true }, undefined)?.nextCursor).toBe("tr_0");
    expect(pageFromStripe({ data, has_more: false }, undefined)?.nextCursor).toBeNull();
    expect(pageFromStripe({ data: [], has_more: false }, undefined)).toEqual({ transfers: [], nextCursor: null });
  });

  test.each([
    ["has more but nothing in it", { data: [], has_more: true }],
    ["ends where it began", { data: [transfer], has_more: true }],
    ["holds something else", { data: [{ id: "ch_1", object: "charge" }], has_more: false }],
    ["doesn't say whether it has more", { data: [transfer] }],
    ["has no data", { has_more: false }],
    ["is no object", []],
  ])("a page that %s isn't a page", (_, body) => {
    expect(pageFromStripe(body, "tr_1")).toBeNull();
  });
});

describe("balanceFromStripe", () => {
  const funds = (amount: number, currency: string, sources?: object): object => ({
    amount,
    currency,
    ...(sources === undefined ? {} : { source_types: sources }),
  });

  test("money is sorted by currency, and what can be spent is the card's part", () => {
    const available = [funds(900, "usd", { card: 600, bank_account: 300 }), funds(50, "eur"), funds(7, "gbp", { fpx: 7 })];
    expect(balanceFromStripe({ available, pending: [funds(-20, "usd", { card: -20 })] })).toEqual({
      available: [{ amount: 50, currency: "eur" }, { amount: 7, currency: "gbp" }, { amount: 900, currency: "usd" }],
      pending: [{ amount: -20, currency: "usd" }],
      spendable: [{ amount: 50, currency: "eur" }, { amount: 0, currency: "gbp" }, { amount: 600, currency: "usd" }],
    });
  });

  test.each([
    {},
    { available: [] },
    { available: {}, pending: [] },
    { available: [funds(1.5, "usd")], pending: [] },
    { available: [{ amount: 1 }], pending: [] },
    { available: [null], pending: [] },
    { available: [funds(1, "usd", { card: "1" })], pending: [] },
  ])("%j isn't a balance", (value) => {
    expect(balanceFromStripe(value)).toBeNull();
  });
});

describe("checkFromStripe", () => {
  test("an account is ready if its capability transfers is active", () => {
    const account = { id: "acct_a", capabilities: { transfers: "active" } };
    expect(checkFromStripe(account)).toEqual({ ready: true, missing: null });
  });

  test("an account that isn't ready says what is missing in Stripe's words", () => {
    const requirements = { disabled_reason: "requirements.past_due", currently_due: ["external_account", "company.tax_id"] };
    const check = checkFromStripe({ id: "acct_a", capabilities: { transfers: "pending" }, requirements });
    expect(check?.ready).toBe(false);
    expect(check?.missing).toBe(
      "capability transfers: pending; disabled_reason: requirements.past_due; currently_due: external_account, company.tax_id",
    );
  });

  test("an account without the capability says so", () => {
    expect(checkFromStripe({ id: "acct_a" })).toEqual({ ready: false, missing: "capability transfers: not requested" });
  });
});

test("no translator throws on any JSON", () => {
  const odd = fc.record(
    {
      id: fc.jsonValue(),
      object: fc.constantFrom("transfer", "list", 1),
      amount: fc.jsonValue(),
      amount_reversed: fc.jsonValue(),
      created: fc.jsonValue(),
      currency: fc.jsonValue(),
      destination: fc.jsonValue(),
      metadata: fc.jsonValue(),
      transfer_group: fc.jsonValue(),
      data: fc.jsonValue(),
      available: fc.jsonValue(),
      capabilities: fc.jsonValue(),
      requirements: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), odd), (value) => {
      for (const translate of [transferFromStripe, balanceFromStripe, accountFromStripe, checkFromStripe, modeFromStripe]) {
        translate(value);
      }
      pageFromStripe(value, undefined);
      pageFromStripe({ data: [value], has_more: true }, undefined);
      const read = transferFromStripe({ ...transfer, ...(typeof value === "object" ? value : {}), object: "transfer", id: "tr_1" });
      expect(Number.isSafeInteger(read?.amount)).toBe(true);
      expect(new Date(read?.createdAtMs ?? Number.NaN).toISOString()).toBeTypeOf("string");
    }),
  );
});
