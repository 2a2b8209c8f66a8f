import { err, ok, type Result } from "neverthrow";
import { describe, expect, expectTypeOf, test } from "vitest";
import { PayoutError } from "../../src/domain/errors.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";

type Failure = PayoutError<"API_ERROR" | "INVALID_RECIPIENT">;

const malformed: Failure = new PayoutError({
  code: "INVALID_RECIPIENT",
  outcome: "not_created",
  reason: "malformed",
  details: { recipientId: "nobody" },
  message: "nobody is not an account id",
});

describe("assertOk", () => {
  test("returns the value of an ok Result", () => {
    expect(assertOk(ok(5))).toBe(5);
  });

  test("throws with the code, the message and the cause of a failure", () => {
    const failed: Result<number, Failure> = err(malformed);
    expect(() => assertOk(failed)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("INVALID_RECIPIENT: nobody is not"),
        cause: malformed,
      }),
    );
  });
});

describe("assertErr", () => {
  test("returns the error, narrowed by its code", () => {
    const failed: Result<number, Failure> = err(malformed);
    const error = assertErr(failed, "INVALID_RECIPIENT");
    expectTypeOf(error).toEqualTypeOf<PayoutError<"INVALID_RECIPIENT">>();
    expect(error.details.recipientId).toBe("nobody");
  });

  test("returns any error if no code is asked for", () => {
    const failed: Result<number, string> = err("late");
    expect(assertErr(failed)).toBe("late");
  });

  test("throws with both codes if the code is another", () => {
    const failed: Result<number, Failure> = err(malformed);
    expect(() => assertErr(failed, "API_ERROR")).toThrow(/expected the error API_ERROR, got INVALID_RECIPIENT/);
  });

  test("throws with the value of an ok Result, even one that JSON can't show", () => {
    const succeeded: Result<unknown, Failure> = ok({ id: "tr_1" });
    const large: Result<unknown, Failure> = ok({ amount: 5n });
    expect(() => assertErr(succeeded)).toThrow('got the ok value {"id":"tr_1"}');
    expect(() => assertErr(large)).toThrow("got the ok value [object Object]");
  });
});
