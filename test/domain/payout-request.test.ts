import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describe as describeValue, parsePayoutRequest } from "../../src/domain/payout-request.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";

const right = { reference: "a", recipientId: "acct_maya", amount: 2500, currency: "usd" };
const paths = (input: unknown): string[] => assertErr(parsePayoutRequest(input)).map(({ path }) => path);

describe("a payout request", () => {
  test("comes out complete, with its currency in lower case", () => {
    const metadata = { team: "red" };
    expect(assertOk(parsePayoutRequest({ ...right, currency: "USD", description: "May", metadata, extra: 1 }))).toEqual({
      ...right,
      ...{ description: "May", metadata },
    });
    expect(assertOk(parsePayoutRequest(right))).toEqual({ ...right, description: null, metadata: {} });
    expect(assertOk(parsePayoutRequest({ ...right, description: null, metadata: undefined })).description).toBeNull();
  });

  test("lists everything that is wrong with it at once", () => {
    const wrong = { reference: "", recipientId: 7, amount: "25.00", currency: "xyz", description: 1, metadata: { a: 1, payoutkit_x: "b" } };
    expect(paths(wrong)).toEqual(["reference", "recipientId", "amount", "currency", "description", "metadata.a", "metadata.payoutkit_x"]);
    expect(paths({})).toEqual(["reference", "recipientId", "amount", "currency"]);
  });

  test.each([undefined, null, 7, "text", [], true, 7n, Symbol("s"), () => right])("isn't %o", (input) => {
    expect(paths(input)).toEqual([""]);
  });

  test.each([0, -0, -1, 0.5, 25.001, Number.NaN, Infinity, -Infinity, 2 ** 53, 1e300, "2500", 2500n, null, undefined, [2500], { valueOf: () => 2500 }])(
    "may not have the amount %o",
    (amount) => {
      expect(paths({ ...right, amount })).toEqual(["amount"]);
    },
  );

  test.each([1, Number.MAX_SAFE_INTEGER])("may have the amount %i", (amount) => {
    expect(assertOk(parsePayoutRequest({ ...right, amount })).amount).toBe(amount);
  });

  test.each([[], "text", 7, new Date(0).getTime(), true])("may not have the metadata %o", (metadata) => {
    expect(paths({ ...right, metadata })).toEqual(["metadata"]);
  });

  test.each([
    ["metadata.n", { n: 7 }],
    ["metadata.n", { n: null }],
    ["metadata.n", { n: undefined }],
    ["metadata.n", { n: "\ud800" }],
    ["metadata.", { "": "empty" }],
    ["metadata.payoutkit_reference", { payoutkit_reference: "b" }],
  ])("names %s where that is wrong", (path, metadata) => {
    expect(paths({ ...right, metadata })).toEqual([path]);
  });

  test("keeps a metadata key __proto__ as a key, and pollutes nothing", () => {
    const metadata: unknown = JSON.parse('{"__proto__":"a","toString":"b"}');
    const payout = assertOk(parsePayoutRequest({ ...right, metadata }));
    expect(Object.entries(payout.metadata)).toEqual([["__proto__", "a"], ["toString", "b"]]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(paths(JSON.parse('{"__proto__":{"reference":"a"}}'))).toContain("reference");
  });

  test("that throws when it is read is invalid, and nothing is thrown", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = { ...right, get amount(): number { throw new Error("getter"); } };
    expect([paths(hostile), paths(proxy), paths({ ...right, metadata: proxy })]).toEqual([[""], [""], [""]]);
  });

  test("of anything at all is either a payout or a list of issues", () => {
    const field = fc.oneof(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), fc.string(), fc.integer());
    const shaped = fc.record(
      { reference: field, recipientId: field, amount: field, currency: field, description: field, metadata: field },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), shaped), (input) => {
        parsePayoutRequest(input).match(
          ({ amount, reference }) => {
            expect(Number.isSafeInteger(amount) && amount > 0).toBe(true);
            expect(reference.length).toBeGreaterThan(0);
          },
          (issues) => expect(issues.length).toBeGreaterThan(0),
        );
      }),
      { numRuns: 500 },
    );
  });
});

test("a value is described in a few words, however long it is", () => {
  const isShort = (value: unknown): boolean => describeValue(value).length < 400;
  fc.assert(fc.property(fc.anything(), isShort), { numRuns: 200 });
  expect(describeValue("x".repeat(1_000)).length).toBeLessThan(60);
});
