import { expect, test } from "vitest";
import { sandboxProvider, type SandboxOptions } from "../../../src/providers/sandbox/index.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { commandFor, openSandbox } from "./worlds.ts";

test.each([
  ["null", /options: expected an object, got null/],
  ["{}", /balance: expected minor units by currency/],
  ['{ "balance": { "usd": 10.5 } }', /balance.usd: expected an integer of at least 0, got 10.5/],
  ['{ "balance": { "usd": -1 } }', /balance.usd: expected an integer of at least 0, got -1/],
  ['{ "balance": { "bitcoin": 1 } }', /balance: expected an ISO 4217 code/],
  ['{ "balance": { "usd": 1, "USD": 2 } }', /balance: usd is given twice/],
  ['{ "balance": {}, "minimums": { "usd": 0 } }', /minimums.usd: expected an integer of at least 1, got 0/],
  ['{ "balance": {}, "recipients": { "acct_maya": "rich" } }', /recipients.acct_maya: expected one of ready, /],
  ['{ "balance": {}, "recipients": { "": "ready" } }', /recipients: expected an id of 1 to 255 characters/],
  ['{ "balance": {}, "path": "" }', /path: expected a file's path/],
  ['{ "balance": {}, "path": ":memory:" }', /path: expected a file's path/],
  ['{ "balance": {}, "account": 7 }', /account: expected an id/],
  ['{ "balance": {}, "latencyMs": 30000 }', /latencyMs: expected less than timeoutMs/],
  ['{ "balance": {}, "concurrency": 0 }', /concurrency: expected an integer of at least 1, got 0/],
  ['{ "balance": {}, "balanse": {} }', /"balanse" isn't known here; did you mean balance\?/],
])("the options %s throw a TypeError that says what is wrong", (json, message) => {
  const options: SandboxOptions = JSON.parse(json);
  expect(() => sandboxProvider(options)).toThrow(TypeError);
  expect(() => sandboxProvider(options)).toThrow(message);
});

test("a sandbox says of itself what its options say", async () => {
  const { sandbox, clock } = openSandbox("memory", {
    account: "acct_demo",
    requestsPerSecond: 25,
    concurrency: 4,
    timeoutMs: 5_000,
  });
  expect(sandbox).toMatchObject({ name: "sandbox", specificationVersion: "v1" });
  expect(sandbox.capabilities).toMatchObject({
    requestsPerSecond: { read: 25, write: 25 },
    concurrency: 4,
    timeoutMs: 5_000,
    maxPageSize: 100,
    windowStepMs: 1,
    storesDeclines: true,
  });
  const identity = { mode: "test", account: "acct_demo", serverTimeMs: clock.now() };
  expect(assertOk(await sandbox.identify())).toEqual(identity);
});

test("a sandbox with minimums of its own refuses less", async () => {
  const { sandbox } = openSandbox("memory", { minimums: { usd: 1_000 } });
  const { error } = assertErr(await sandbox.create(commandFor(sandbox, { key: "a", amount: 999 })));
  expect(error).toMatchObject({ code: "BELOW_MINIMUM_THRESHOLD", details: { amount: 999, minimum: 1_000 } });
  assertOk(await sandbox.create(commandFor(sandbox, { key: "b", amount: 1_000 })));
});

test("a recipient's id has 1 to 255 characters and no spaces", () => {
  const { sandbox } = openSandbox();
  const prepare = (recipientId: string) =>
    sandbox.prepare({
      namespace: "default",
      reference: "first",
      recipientId,
      amount: 1,
      currency: "usd",
      description: null,
      metadata: {},
    });
  for (const id of ["", "a b", "a\n", "\u0000", "x".repeat(256), "\ud800"]) {
    expect(assertErr(prepare(id)).kind).toBe("malformed_recipient");
  }
  for (const id of ["a", "x".repeat(255), "maya@example.com", "🌱"]) assertOk(prepare(id));
});
