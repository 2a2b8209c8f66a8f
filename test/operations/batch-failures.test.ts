import { expect, test } from "vitest";
import { assertOk } from "../../src/testing/assert.ts";
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
