import { expect, test } from "vitest";
import { moneySentence, nextStep } from "../../src/cli/describe-error.ts";
import { exitCodeOf } from "../../src/cli/exit-codes.ts";
import { type ApiErrorReason, type Outcome, PayoutError } from "../../src/index.ts";

test("an error says what is known about the money", () => {
  const sentences = (["not_created", "created", "unknown"] as const).map((outcome) =>
    moneySentence(api("network", outcome)),
  );
  expect(sentences).toEqual([
    "No money moved.",
    "The money has been sent.",
    "It isn't known yet whether the money moved.",
  ]);
});

test("a conflict speaks of the money of the payout that the reference names", () => {
  const conflict = { code: "INVALID_REQUEST", reason: "reference_conflict", details: { issues: [] }, message: "another" } as const;
  const sentences = (["not_created", "created", "unknown"] as const).map((outcome) =>
    moneySentence(new PayoutError({ ...conflict, outcome })),
  );
  expect(sentences).toEqual([
    "No money moved.",
    "That payout's money has been sent.",
    "It isn't known yet whether that payout's money moved.",
  ]);
});

test("a transfer that isn't there leads to its id, a payout that was never made to another try", () => {
  const absent = { code: "API_ERROR", outcome: "not_created", reason: "not_found", details: {}, message: "none" } as const;
  expect(nextStep(new PayoutError(absent))).toContain("Check the id");
  expect(nextStep(new PayoutError({ ...absent, reference: "r1" }))).toBe("Run the same command again.");
});

test.each([
  ["network", "unknown", "never pays a second time"],
  ["timeout", "unknown", "never pays a second time"],
  ["needs_review", "unknown", "resolvePayout"],
  ["authentication", "not_created", "secret key"],
  ["store_unavailable", "not_created", "--store"],
  ["rate_limited", "not_created", "Wait a little, then run the same command again."],
  ["network", "unknown", "Check the connection, then run the same command again: it finds out"],
  ["in_progress", "unknown", "another process"],
] as const)("after %s with the outcome %s the next step names what helps", (reason, outcome, help) => {
  expect(nextStep(api(reason, outcome))).toContain(help);
});

test("an outage that lasts isn't told to wait", () => {
  const lasting = { code: "API_ERROR", outcome: "not_created", reason: "unavailable", details: {}, message: "no such file" } as const;
  expect(nextStep(new PayoutError({ ...lasting, retryable: false }))).toBe("Correct that, then run the same command again.");
  expect(nextStep(new PayoutError(lasting))).toBe("Wait a little, then run the same command again.");
});

test("what was refused names the provider's code, where there is one", () => {
  const refused = (providerCode: string | null): PayoutError =>
    new PayoutError({
      code: "TRANSFER_FAILED",
      outcome: "not_created",
      reason: "declined",
      details: { providerCode },
      message: "refused",
    });
  expect(nextStep(refused("account_closed"))).toContain("(account_closed)");
  expect(nextStep(refused(null))).not.toContain("(");
});

test("a command that an error ended returns 3 for unknown, 2 for a wrong request, 1 for all else", () => {
  const invalid = { code: "INVALID_REQUEST", details: { issues: [] }, message: "wrong" } as const;
  const codes = [
    api("network", "unknown"),
    new PayoutError({ ...invalid, outcome: "not_created", reason: "invalid" }),
    new PayoutError({ ...invalid, outcome: "created", reason: "reference_conflict" }),
    new PayoutError({ ...invalid, outcome: "unknown", reason: "reference_conflict" }),
    api("authentication", "not_created"),
  ].map(exitCodeOf);
  expect(codes).toEqual([3, 2, 1, 3, 1]);
});

function api(reason: ApiErrorReason, outcome: Outcome): PayoutError {
  return new PayoutError({ code: "API_ERROR", outcome, reason, details: {}, message: "no answer" });
}
