import { err, ok } from "neverthrow";
import { describe, expect, test } from "vitest";
import { apiError } from "../../src/domain/api-error.ts";
import { PayoutError } from "../../src/index.ts";
import { judge, stopsWorker } from "../../src/queues/payouts/verdict.ts";

describe("an answer of the sender", () => {
  test("that the payout is for a person to look at ends it for the queue", () => {
    expect(judge(err(apiError("needs_review", "unknown", "two transfers")), 0, 0)).toMatchObject({ kind: "settled", state: "review" });
  });

  test("that a payout sent before was closed as absent is a result", () => {
    expect(judge(err(apiError("not_found", "not_created", "absent")), 0, 0)).toMatchObject({ kind: "settled", state: "failed" });
  });

  test("that says neither yes nor no has the payout asked for again, unknown if it may have been sent", () => {
    expect(judge(err(apiError("timeout", "unknown", "")), 0, 0)).toMatchObject({ kind: "again", state: "unknown" });
    expect(judge(err(apiError("network", "not_created", "")), 0, 0)).toMatchObject({ kind: "again", state: "waiting" });
    expect(judge(err(apiError("unavailable", "created", "")), 0, 0)).toMatchObject({ kind: "again", state: "unknown" });
  });

  test("is asked for again later and later, five minutes at most, and no sooner than the provider said", () => {
    const waits = [0, 1, 2, 7, 8, 100].map((tries) => delayOf(apiError("timeout", "unknown", ""), tries));
    expect(waits).toEqual([1000, 2000, 4000, 128_000, 150_000, 150_000]);
    const patient = apiError("rate_limited", "not_created", "", { details: { retryAfterMs: 400_000 } });
    expect(delayOf(patient, 0)).toBe(400_000);
    expect(delayOf(apiError("aborted", "not_created", ""), 9)).toBe(0);
  });

  test("of a store that is away breaks the job, because nothing is known", () => {
    expect(judge(err(apiError("store_unavailable", "unknown", "gone")), 0, 0)).toEqual({ kind: "broken", why: "gone" });
  });

  test("that a key is refused stops the worker; a decline doesn't", () => {
    expect(stopsWorker(err(apiError("authentication", "not_created", "")))).toBe(true);
    expect(stopsWorker(err(apiError("permission", "not_created", "")))).toBe(true);
    const details = { providerCode: "x" };
    const declined = new PayoutError({ code: "TRANSFER_FAILED", outcome: "not_created", reason: "declined", details, message: "no" });
    expect(stopsWorker(err(declined))).toBe(false);
    expect(judge(err(declined), 0, 0)).toMatchObject({ kind: "settled", state: "failed", error: { providerCode: "x" } });
    expect(stopsWorker(ok(JSON.parse("{}")))).toBe(false);
  });
});

function delayOf(error: PayoutError, tries: number): number {
  const verdict = judge(err(error), tries, 0);
  return verdict.kind === "again" ? verdict.delayMs : Number.NaN;
}
