import type { Result } from "neverthrow";
import { expect, test } from "vitest";
import type { Transfer } from "../../src/domain/transfer.ts";
import { iterateTransfers } from "../../src/operations/iterate-transfers.ts";
import type { QueryError } from "../../src/operations/query-error.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { addTransfers, idsOf, querySetup } from "./query-setup.ts";

async function collect(iterable: AsyncIterable<Result<Transfer, QueryError>>) {
  const results: Result<Transfer, QueryError>[] = [];
  for await (const result of iterable) results.push(result);
  return results;
}

test("iterateTransfers gives every transfer, newest first, and again when it is iterated again", async () => {
  const setup = querySetup();
  const expected = addTransfers(setup, 130).toReversed();
  const iterable = iterateTransfers(setup.context, { status: "paid" });
  expect(idsOf((await collect(iterable)).map(assertOk))).toEqual(expected);
  expect(idsOf((await collect(iterable)).map(assertOk))).toEqual(expected);
});

test("iterateTransfers ends after an error", async () => {
  const setup = querySetup();
  addTransfers(setup, 150);
  const results: Result<Transfer, QueryError>[] = [];
  for await (const result of iterateTransfers(setup.context)) {
    if (results.push(result) === 50) setup.sandbox.nextRead("permission", { call: "list" });
  }
  expect(results).toHaveLength(101);
  expect(results.slice(0, 100).every((result) => result.isOk())).toBe(true);
  expect(results.slice(100).map((result) => assertErr(result, "API_ERROR").reason)).toEqual(["permission"]);
});

test("iterateTransfers tells of a wrong request once and ends", async () => {
  const wrong: object = { limit: 5, currency: "x", from: 3 };
  const results = await collect(iterateTransfers(querySetup().context, wrong, { timeoutMs: 0 }));
  const errors = results.map((result) => assertErr(result, "INVALID_REQUEST").details.issues.map(({ path }) => path));
  expect(errors).toEqual([["limit", "currency", "from", "timeoutMs"]]);
});

test("iterateTransfers ends with aborted when its signal is", async () => {
  const setup = querySetup();
  addTransfers(setup, 150);
  const controller = new AbortController();
  const results: Result<Transfer, QueryError>[] = [];
  for await (const result of iterateTransfers(setup.context, {}, { signal: controller.signal })) {
    if (results.push(result) === 10) controller.abort();
  }
  expect(results.slice(100).map((result) => assertErr(result, "API_ERROR").reason)).toEqual(["aborted"]);
});

test("iterateTransfers leaves nothing behind when its reader breaks off", async () => {
  const setup = querySetup();
  addTransfers(setup, 150);
  for await (const result of iterateTransfers(setup.context)) {
    assertOk(result);
    break;
  }
  await setup.clock.advance(0);
  expect(setup.clock.sleepers).toBe(0);
});
