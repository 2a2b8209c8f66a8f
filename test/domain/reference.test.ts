import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { namespaceProblem, referenceProblem } from "../../src/domain/reference.ts";

describe("a reference", () => {
  test.each(["a", " ", "2026-11:member_42", "é", "e\u0301", "日本語", "👩‍👩‍👧", "__proto__", "'; drop table", "x".repeat(255), "🙂".repeat(255)])(
    "may be %j",
    (reference) => {
      expect(referenceProblem(reference)).toBeNull();
    },
  );

  test.each(["", "x".repeat(256), "🙂".repeat(256), "x".repeat(10_000), "a\nb", "a\tb", "\u0000", "\u007f", "\u0085", "\ud800", "a\udc00b"])(
    "may not be %j",
    (reference) => {
      expect(referenceProblem(reference)).toEqual(expect.any(String));
    },
  );

  test("counts characters, not UTF-16 units", () => {
    expect(referenceProblem("🙂".repeat(256))).toBe("expected at most 255 characters, got 256");
  });

  test("is refused exactly if it is malformed, holds a control character or has the wrong length", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const length = [...text].length;
        const isRight = text.isWellFormed() && !/\p{Cc}/u.test(text) && length >= 1 && length <= 255;
        expect(referenceProblem(text) === null).toBe(isRight);
      }),
      { numRuns: 300 },
    );
  });
});

test("a namespace has at most 64 characters", () => {
  expect([namespaceProblem("n".repeat(64)), namespaceProblem("")]).toEqual([null, expect.any(String)]);
  expect(namespaceProblem("n".repeat(65))).toEqual(expect.any(String));
});
