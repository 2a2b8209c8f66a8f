import { describe, expect, test } from "vitest";
import { describeDurability, traceDurability } from "./trace-durability.ts";

describe("the system calls of a process that pays", { timeout: 120_000 }, () => {
  test("sync each intent to the disk before the first byte of its request", async () => {
    const found = await traceDurability();
    if (!found.traced) return console.log(describeDurability(found));
    expect(found.order.unsynced).toEqual([]);
    expect(found.order.sent).toHaveLength(20);
    expect(found.order.syncs).toBeGreaterThan(0);
  });

  test("show it where nothing is synced", async () => {
    const found = await traceDurability("memory");
    if (!found.traced) return console.log(describeDurability(found));
    expect(found.order.unsynced).toHaveLength(20);
  });
});
