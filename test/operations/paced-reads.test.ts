import { expect, test } from "vitest";
import { pacedReads } from "../../src/operations/paced-reads.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { pay, querySetup } from "./query-setup.ts";

test("every paced read gives what the provider gives", async () => {
  const setup = querySetup();
  const { id } = await pay(setup, "ref-1");
  const { sandbox, context } = setup;
  const reads = pacedReads(sandbox, context, 60_000);
  expect(assertOk(await reads.identify()).account).toBe("acct_sandbox");
  expect(assertOk(await reads.balance())).toEqual(assertOk(await sandbox.balance()));
  expect(assertOk(await reads.get(id)).id).toBe(id);
  expect(assertOk(await reads.list({ limit: 5 })).transfers).toHaveLength(1);
  const mark = { namespace: "default", reference: "ref-1" };
  expect(assertOk(await reads.findByReference(mark)).transfers).toMatchObject([{ id, mark }]);
});

test("a paced read is repeated, and ends with its caller's signal or after its time", async () => {
  const { sandbox, context, clock } = querySetup();
  const reads = pacedReads(sandbox, context, 5000);
  sandbox.nextRead("server_error", { call: "balance", times: 2 });
  const repeated = reads.balance();
  await clock.advance(5000);
  assertOk(await repeated);
  expect(assertErr(await reads.balance({ signal: AbortSignal.abort() })).reason).toBe("aborted");
  sandbox.nextRead("slow", { call: "balance", delayMs: 20_000 });
  const slow = reads.balance();
  await clock.advance(5000);
  expect(assertErr(await slow).reason).toBe("timeout");
});
