import { describe, expect, test } from "vitest";
import { sha256Hex } from "../../../src/domain/digest.ts";
import { bodyFromText, bodyToStripe, queryToStripe } from "../../../src/providers/stripe/to-stripe.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { payoutOf } from "./payouts.ts";

describe("bodyToStripe", () => {
  test("a payout becomes exactly this text", () => {
    const group = `payoutkit_${sha256Hex('["default","2026-11:member_42"]')}`;
    expect(assertOk(bodyToStripe(payoutOf()))).toBe(
      '{"amount":2500,"currency":"usd","destination":"acct_ready","description":"November",' +
        '"metadata":{"campaign":"autumn","order":"7","payoutkit_namespace":"default",' +
        `"payoutkit_reference":"2026-11:member_42"},"transfer_group":"${group}"}`,
    );
  });

  test("the order of metadata doesn't change the text", () => {
    const left = assertOk(bodyToStripe(payoutOf({ metadata: { a: "1", b: "2" } })));
    expect(assertOk(bodyToStripe(payoutOf({ metadata: { b: "2", a: "1" } })))).toBe(left);
  });

  test.each([null, ""])("the description %j isn't sent", (description) => {
    expect(assertOk(bodyToStripe(payoutOf({ description })))).not.toContain("description");
  });

  test("namespace and reference can't be mixed up in the group", () => {
    const group = (namespace: string, reference: string): unknown =>
      bodyFromText(assertOk(bodyToStripe(payoutOf({ namespace, reference }))))?.transfer_group;
    expect(group("a", "b,c")).not.toBe(group("a,b", "c"));
  });

  test.each(["", "ready", "acct_", "acct_a/../b", "acct_a b", "ACCT_a", "acct_é", "acct_ready\n"])(
    "the recipient %j is malformed",
    (recipientId) => {
      expect(assertErr(bodyToStripe(payoutOf({ recipientId })))).toMatchObject({ kind: "malformed_recipient" });
    },
  );

  test("48 keys of 40 characters with values of 500 characters are taken, counted in code points", () => {
    const entries = Array.from({ length: 48 }, (_, index) => [`${index}`.padEnd(40, "k"), "😀".repeat(500)]);
    assertOk(bodyToStripe(payoutOf({ metadata: Object.fromEntries(entries) })));
  });

  test.each([
    ["a key of 41 characters", { ["k".repeat(41)]: "v" }, `metadata.${"k".repeat(41)}`],
    ["a value of 501 characters", { long: "v".repeat(501) }, "metadata.long"],
    ["a key with a bracket", { "a[b]": "v" }, "metadata.a[b]"],
  ])("%s is named as an issue", (_, metadata, path) => {
    const error = assertErr(bodyToStripe(payoutOf({ metadata })));
    expect(error).toMatchObject({ kind: "invalid", issues: [{ path }] });
  });

  test("49 keys beside the library's own are an issue", () => {
    const metadata = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`k${index}`, "v"]));
    const error = assertErr(bodyToStripe(payoutOf({ metadata })));
    expect(error).toMatchObject({ kind: "invalid", issues: [{ path: "metadata" }] });
  });

  test("a description of more than 5000 characters is an issue", () => {
    assertOk(bodyToStripe(payoutOf({ description: "d".repeat(5000) })));
    const error = assertErr(bodyToStripe(payoutOf({ description: "d".repeat(5001) })));
    expect(error).toMatchObject({ kind: "invalid", issues: [{ path: "description" }] });
  });
});

describe("bodyFromText", () => {
  test("reads back every field that was written, also one that this version doesn't know", () => {
    const text = assertOk(bodyToStripe(payoutOf()));
    expect(JSON.stringify(bodyFromText(text))).toBe(text);
    const newer = JSON.stringify({ ...JSON.parse(text), source_type: "card" });
    expect(JSON.stringify(bodyFromText(newer))).toBe(newer);
  });

  test.each(["", "null", "[]", "{}", '{"amount":"2500"}', "{"])("the text %j isn't a body", (text) => {
    expect(bodyFromText(text)).toBeNull();
  });

  test("a body whose mark doesn't fit its group isn't a body", () => {
    const text = assertOk(bodyToStripe(payoutOf())).replace("member_42", "member_43");
    expect(bodyFromText(text)).toBeNull();
  });
});

describe("queryToStripe", () => {
  test.each([
    [{ fromMs: 1000, toMs: 2000 }, { gte: 1, lt: 2 }],
    [{ fromMs: 1001, toMs: 2001 }, { gte: 2, lt: 3 }],
    [{ fromMs: 999, toMs: 1999 }, { gte: 1, lt: 2 }],
    [{ fromMs: -1 }, { gte: 0 }],
    [{ toMs: 0 }, { lt: 0 }],
  ])("%j becomes created %j", (range, created) => {
    expect(queryToStripe({ limit: 10, ...range })).toEqual({ limit: 10, created });
  });

  test("a second belongs to the range exactly if its beginning does", () => {
    for (let fromMs = 0; fromMs <= 3000; fromMs += 250) {
      const gte = queryToStripe({ limit: 1, fromMs }).created?.gte ?? Number.NaN;
      const lt = queryToStripe({ limit: 1, toMs: fromMs }).created?.lt ?? Number.NaN;
      for (let second = 0; second <= 4; second += 1) {
        expect(second >= gte).toBe(second * 1000 >= fromMs);
        expect(second < lt).toBe(second * 1000 < fromMs);
      }
    }
  });

  test("recipient and cursor are passed on", () => {
    expect(queryToStripe({ limit: 5, recipientId: "acct_a", cursor: "tr_1" })).toEqual({
      limit: 5,
      destination: "acct_a",
      starting_after: "tr_1",
    });
  });

  test.each([
    [0, 1],
    [1, 1],
    [100, 100],
    [1000, 100],
  ])("the limit %d is sent as %d", (limit, sent) => {
    expect(queryToStripe({ limit }).limit).toBe(sent);
  });
});
