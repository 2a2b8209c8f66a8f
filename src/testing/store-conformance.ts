import type { PayoutStore } from "../ports/payout-store.ts";
import { durabilityChecks, forgetfulnessChecks } from "./store-conformance-durability.ts";
import { historyChecksFor } from "./store-conformance-history.ts";
import { lifetimeChecks } from "./store-conformance-lifetime.ts";
import { listChecks } from "./store-conformance-lists.ts";
import { loadChecks } from "./store-conformance-loads.ts";
import { noteChecks } from "./store-conformance-notes.ts";
import { raceChecks } from "./store-conformance-races.ts";
import { writeChecks } from "./store-conformance-writes.ts";

/** A store to be checked, with nothing in it. */
export interface StoreUnderTest {
  readonly store: PayoutStore;
  /** Another store on the same data, as a second process would open it, while the first is open or closed. */
  readonly reopen?: (() => Promise<PayoutStore>) | undefined;
  /** Called when a check is over and the store is closed. */
  readonly cleanup?: (() => Promise<void>) | undefined;
}

/** One check: it throws if the store breaks the contract. */
export type StoreCheck = (underTest: StoreUnderTest) => Promise<void>;

/** What the suite needs. */
export interface StoreConformanceOptions {
  /** The store's name; it begins each title. */
  readonly name: string;
  /** Registers one test, such as the `test` of vitest or of `node:test`. */
  readonly test: (title: string, check: () => Promise<void>) => unknown;
  /** Makes an empty store; called once for each test. */
  readonly create: () => Promise<StoreUnderTest>;
  /**
   * Whether what was written outlives the store, which is the default; it takes `reopen`. A store that
   * declares `false` is for tests and scripts alone, and is checked to begin empty.
   */
  readonly durable?: boolean | undefined;
  /** Whether the store mirrors the provider's history, which is checked then; left out, it is checked if there is one. */
  readonly keepsHistory?: boolean | undefined;
}

/**
 * Registers a test for each sentence of the {@link PayoutStore} contract, for people who write a store of
 * their own. It needs no particular test runner.
 *
 * @example
 * storeConformance({ name: "memory", test, create: async () => ({ store: memoryStore() }), durable: false });
 */
export function storeConformance(options: StoreConformanceOptions): void {
  for (const [title, check] of checksFor(options)) {
    options.test(`${options.name}: ${title}`, () => runCheck(options, check));
  }
}

function checksFor({ durable = true, keepsHistory }: StoreConformanceOptions): [string, StoreCheck][] {
  return Object.entries({
    ...loadChecks,
    ...writeChecks,
    ...raceChecks,
    ...listChecks,
    ...noteChecks,
    ...(durable ? durabilityChecks : forgetfulnessChecks),
    ...historyChecksFor(keepsHistory),
    ...lifetimeChecks,
  });
}

async function runCheck({ create }: StoreConformanceOptions, check: StoreCheck): Promise<void> {
  const underTest = await create();
  try {
    await check(underTest);
  } finally {
    await underTest.store.close();
    await underTest.cleanup?.();
  }
}
