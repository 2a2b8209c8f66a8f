import { describe, expect, test } from "vitest";
import { assertOk } from "../../src/testing/assert.ts";
import { apiError } from "../../src/domain/api-error.ts";
import { BatchFailures } from "../../src/operations/batch-failures.ts";
import { recordOf } from "../lifecycle/records.ts";
import type { BatchItem } from "../../src/domain/batch.ts";
import { clientSetup, payoutRequest } from "./client-setup.ts";

test("a repeated row of a failed payout isn't tried again in the same batch", async () => {
  const { client, sandbox, run } = clientSetup();
  sandbox.next("decline");
  const report = assertOk(await run(client.processBatchPayouts([payoutRequest(), payoutRequest()], { concurrency: 1 })));
  expect(report.counts).toMatchObject({ total: 2, failed: 2, paid: 0 });
  expect(sandbox.movements()).toBe(0);
  assertOk(await run(client.sendPayout(payoutRequest())));
});

test("a repeated row with other parameters than a failed one is a reference_conflict and isn't paid", async () => {
  const { client, sandbox, run } = clientSetup();
  sandbox.next("decline");
  const items: BatchItem[] = [];
  const rows = [payoutRequest(), payoutRequest({ amount: 9_999 })];
  assertOk(await run(client.processBatchPayouts(rows, { concurrency: 1, onResult: (item) => void items.push(item) })));
  expect(items.map((item) => ("error" in item ? item.error.reason : item.status))).toEqual(["declined", "reference_conflict"]);
  expect(sandbox.movements()).toBe(0);
});

describe("failures beyond those that are remembered whole", () => {
  const failed = recordOf({ reference: "r2", state: "failed" });
  const payout = (reference: string) => ({ ...failed, reference });
  const error = apiError("unavailable", "not_created", "no");

  function remembering(stored: typeof failed | null): BatchFailures {
    const failures = new BatchFailures({ random: () => 0.5, whole: 1, load: () => Promise.resolve(stored) });
    failures.remember(payout("r1"), error);
    failures.remember(payout("r2"), error);
    return failures;
  }

  test("are told from what the store keeps of them", async () => {
    const failures = remembering(failed);
    expect(await failures.ofRepeated(9, payout("r2"))).toMatchObject({ index: 9, reference: "r2", status: "failed" });
    const other = await failures.ofRepeated(9, { ...payout("r2"), amount: failed.amount + 1 });
    expect(other?.error.reason).toBe("reference_conflict");
    expect((await failures.ofRepeated(9, payout("r1")))?.error).toBe(error);
  });

  test("that left no record are tried again", async () => {
    expect(await remembering(null).ofRepeated(9, payout("r2"))).toBeNull();
  });

  test("aren't mistaken for references that didn't fail", async () => {
    expect(await remembering(failed).ofRepeated(9, payout("r3"))).toBeNull();
  });
});
