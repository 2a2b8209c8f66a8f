import { expect, test } from "vitest";
import { jobsOf, mostPerJob, shareOut } from "../../src/queues/payouts/job-share.ts";

const payouts = (count: number) => Array.from({ length: count }, (_, index) => ({ reference: `r${index}` }));

test("each of few payouts has a job of its own, and of many twenty neighbours share one", () => {
  const sizes = (count: number) => shareOut(payouts(count), 0).map((share) => share.payouts.length);
  expect(sizes(0)).toEqual([]);
  expect(sizes(200)).toEqual(Array(200).fill(1));
  expect(sizes(401)).toEqual([...Array(133).fill(3), 2]);
  expect(sizes(4_000)).toEqual(Array(200).fill(mostPerJob));
  expect(sizes(40_000)).toEqual(Array(2_000).fill(mostPerJob));
});

test("every payout belongs to one share, in the order in which they came, and no two shares have one id", () => {
  const shares = shareOut(payouts(4_321), 0);
  expect(shares.flatMap((share) => share.payouts)).toEqual(payouts(4_321));
  expect(new Set(shares.map(({ id }) => id)).size).toBe(shares.length);
});

test("a job carries the references that are its own, and where there are none there is no job", () => {
  const shares = [
    { id: "a", delayMs: 5, payouts: payouts(3) },
    { id: "b", delayMs: 0, payouts: [{ reference: "r1" }] },
  ];
  expect(jobsOf(shares, (reference) => reference !== "r1", "why")).toEqual([
    { id: "a", delayMs: 5, why: "why", subjects: ["r0", "r2"] },
  ]);
});
