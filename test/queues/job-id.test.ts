import { expect, test } from "vitest";
import { newJobIds } from "../../src/queues/payouts/job-id.ts";

const nowMs = Date.UTC(2026, 10, 22);

test("job ids are UUIDs of version 7 that begin with their time", () => {
  const id = newJobIds(nowMs)();
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(nowMs);
});

test("job ids made together are distinct, in the order of their making for four thousand of them", () => {
  const next = newJobIds(nowMs);
  const ids = Array.from({ length: 10_000 }, next);
  expect(new Set(ids).size).toBe(10_000);
  expect(ids.slice(0, 4_096)).toEqual(ids.slice(0, 4_096).toSorted());
  expect(newJobIds(nowMs)()).not.toBe(ids[0]);
});
