import pg from "pg";
import { expect, test } from "vitest";
import { PayoutClient } from "../../src/index.ts";
import { payoutQueue } from "../../src/queues/pg-boss/index.ts";
import { sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { stripeProvider, stripeWebhook } from "../../src/providers/stripe/index.ts";
import { postgresRateLimiter, postgresStore } from "../../src/stores/postgres/index.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";

/** Options as plain JavaScript may give them. */
const given = (text: string) => JSON.parse(text);

const makers: Readonly<Record<string, (options: never) => unknown>> = {
  PayoutClient: (options) => new PayoutClient(options),
  stripeProvider,
  stripeWebhook,
  sandboxProvider,
  sqliteStore,
  postgresStore,
  postgresRateLimiter,
  payoutQueue,
};

const misspelt = [
  ["PayoutClient", '{ "lookupnew": "never" }', '"lookupnew" isn\'t known here; did you mean lookupNew?'],
  ["stripeProvider", '{ "apiKey": "sk_test_1", "baseURL": "http://127.0.0.1:1" }', '"baseURL" isn\'t known here; did you mean baseUrl?'],
  ["stripeWebhook", '{ "secrets": "whsec_1" }', '"secrets" isn\'t known here; did you mean secret?'],
  ["sandboxProvider", '{ "balances": {} }', '"balances" isn\'t known here; did you mean balance?'],
  ["sqliteStore", '{ "file": "a.db" }', '"file" isn\'t known here; expected path, lockTimeoutMs'],
  ["postgresStore", '{ "pol": {} }', '"pol" isn\'t known here; did you mean pool?'],
  ["postgresRateLimiter", '{ "persecond": 5 }', '"persecond" isn\'t known here; did you mean perSecond?'],
  ["payoutQueue", '{ "concurency": 5 }', '"concurency" isn\'t known here; did you mean concurrency?'],
] as const;

test.each(misspelt)("%s given %s says which option nobody knows", (maker, options, message) => {
  expect(() => makers[maker]?.(given(options) as never)).toThrow(new TypeError(`${maker}: options: ${message}`));
});

test.each(Object.entries(makers))("%s given no options, or something else, throws a TypeError that says so", (maker, make) => {
  expect(() => make(given("null") as never)).toThrow(new TypeError(`${maker}: options: expected an object, got null`));
  expect(() => make(given('"sk_test_1"') as never)).toThrow(new TypeError(`${maker}: options: expected an object, got a text`));
});

test.each([
  [() => sqliteStore(given("{}")), "sqliteStore: expected path to be a file's, got undefined"],
  [() => sqliteStore(given('{ "path": "a.db", "lockTimeoutMs": "5" }')), 'sqliteStore: expected lockTimeoutMs to be 0 or more milliseconds, got "5"'],
  [() => postgresStore(given("{}")), "postgresStore: expected pool to be anything with query(text, values)"],
])("a store whose options lack something says what", (make, message) => {
  expect(make).toThrow(new TypeError(message));
});

test("options that are undefined are as good as left out", async () => {
  const pool = new pg.Pool();
  expect(postgresStore({ pool, schema: undefined }).name).toBe("postgres");
  await pool.end();
});
