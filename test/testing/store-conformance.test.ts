import { okAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import type { PayoutStore } from "../../src/ports/payout-store.ts";
import type { TransferHistory } from "../../src/ports/transfer-history.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import {
  type StoreConformanceOptions,
  type StoreUnderTest,
  storeConformance,
} from "../../src/testing/store-conformance.ts";
import { brokenStores } from "./broken-stores.ts";

describe("each mistake is caught by its sentence", () => {
  for (const { mistake, caughtBy, make } of brokenStores) {
    test(`${mistake}: ${caughtBy}`, async () => {
      await expect(checkOf(caughtBy, () => memoryStore())()).resolves.toBeUndefined();
      await expect(checkOf(caughtBy, make)()).rejects.toThrow();
    });
  }
});

describe("durability", () => {
  test("is caught if a store that is opened again has forgotten", async () => {
    const check = checksOf({ create: async () => ({ store: memoryStore(), reopen: async () => memoryStore() }) });
    await expect(check.get("a store that is opened again has every record and note")?.()).rejects.toThrow(
      "the records",
    );
    await expect(
      check.get("a second store sees at once what the first has written, and takes part in its compare-and-set")?.(),
    ).rejects.toThrow("what the second store sees");
  });

  test("is caught if it is declared and can't be shown", async () => {
    const check = checksOf({ create: async () => ({ store: memoryStore() }) });
    await expect(check.get("a store that is opened again has every record and note")?.()).rejects.toThrow(
      "durable: false",
    );
  });

  test("is caught if it is denied and offered", async () => {
    const check = checksOf({
      create: async () => ({ store: memoryStore(), reopen: async () => memoryStore() }),
      durable: false,
    });
    await expect(check.get("a store that isn't durable offers nothing to reopen")?.()).rejects.toThrow("reopen");
    expect(check.has("a store that is opened again has every record and note")).toBe(false);
  });
});

describe("a history", () => {
  const sums = "sums agree with adding up the transfers one by one, before and after they change";
  const withHistory = (): PayoutStore => {
    const coveredMs = new Map<string, number>();
    const history: TransferHistory = {
      coveredMs: () => okAsync(coveredMs.get("") ?? null),
      extend: (_, __, untilMs) => okAsync(coveredMs.set("", untilMs).size),
      refresh: () => okAsync(0),
      sum: () => okAsync({ coveredMs: 0, currencies: [] }),
    };
    return { ...inherited(memoryStore()), history };
  };

  test("that isn't declared is checked if there is one", async () => {
    const without = checksOf({ create: async () => ({ store: memoryStore() }), durable: false });
    await expect(without.get(sums)?.()).resolves.toBeUndefined();
    const wrong = checksOf({ create: async () => ({ store: withHistory() }), durable: false });
    await expect(wrong.get(sums)?.()).rejects.toThrow("the sums");
  });

  test("is caught if it is declared and there is none", async () => {
    const checks = checksOf({ create: async () => ({ store: memoryStore() }), durable: false, keepsHistory: true });
    await expect(checks.get(sums)?.()).rejects.toThrow("the store has no history");
  });

  test("is caught if it is denied and there is one", async () => {
    const checks = checksOf({ create: async () => ({ store: withHistory() }), durable: false, keepsHistory: false });
    await expect(checks.get("a store that declares no history has none")?.()).rejects.toThrow("the history");
    expect(checks.has(sums)).toBe(false);
  });

  test("that goes back is caught", async () => {
    const checks = checksOf({ create: async () => ({ store: withHistory() }), durable: false });
    await expect(checks.get("a history is covered from its first write on, even by no transfer, and never goes back")?.()).rejects.toThrow();
  });
});

test("each check has a store of its own, which is closed and cleaned up though the check failed", async () => {
  const steps: string[] = [];
  const create = async (): Promise<StoreUnderTest> => {
    const store = memoryStore();
    const close = (): ReturnType<PayoutStore["close"]> => {
      steps.push("closed");
      return store.close();
    };
    const broken = { ...store, name: "Not A Name", load: store.load, close };
    return { store: broken, cleanup: async () => void steps.push("cleaned up") };
  };
  const check = checksOf({ create }).get("a store names itself and the version of the port");
  await expect(check?.()).rejects.toThrow("isn't a lower-case word");
  expect(steps).toEqual(["closed", "cleaned up"]);
});

test("every title begins with the store's name and stands once", () => {
  const titles: string[] = [];
  storeConformance({
    name: "mine",
    test: (title) => titles.push(title),
    create: async () => ({ store: memoryStore() }),
  });
  expect(titles.length).toBeGreaterThan(35);
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles.every((title) => title.startsWith("mine: "))).toBe(true);
});

/** The same store as an object of its own. */
function inherited(store: PayoutStore): PayoutStore {
  const { load, write, list, readNote, writeNote, close } = store;
  const calls = { load, write, list, readNote, writeNote, close };
  const bound = Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, call.bind(store)]));
  return { ...store, ...calls, ...bound };
}

function checkOf(title: string, make: () => PayoutStore): () => Promise<void> {
  const check = checksOf({ create: async () => ({ store: make() }), durable: false }).get(title);
  if (check === undefined) throw new Error(`no check is called ${title}`);
  return check;
}

function checksOf(options: Omit<StoreConformanceOptions, "name" | "test">): Map<string, () => Promise<void>> {
  const checks = new Map<string, () => Promise<void>>();
  storeConformance({ ...options, name: "s", test: (title, check) => checks.set(title.slice("s: ".length), check) });
  return checks;
}
