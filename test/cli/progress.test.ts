import { expect, test } from "vitest";
import { progressLines } from "../../src/cli/progress.ts";

const none = { total: 0, paid: 0, alreadyPaid: 0, failed: 0, unknown: 0, notStarted: 0 };

test("progress without a terminal is a line every five seconds at most", () => {
  const lines: string[] = [];
  let nowMs = 0;
  const progress = progressLines(
    (line) => lines.push(line),
    () => nowMs,
  );
  progress.start(12_000);
  progress.update({ ...none, paid: 100 });
  nowMs = 5_000;
  progress.update({ ...none, paid: 1_000, failed: 2 });
  progress.update({ ...none, paid: 1_001, failed: 2 });
  nowMs = 10_000;
  progress.update({ ...none, paid: 1_500, alreadyPaid: 3, failed: 2, unknown: 1 });
  progress.stop();
  expect(lines).toEqual([
    "1,002 of about 12,000: 1,000 paid, 2 failed",
    "1,506 of about 12,000: 1,500 paid, 3 already paid, 2 failed, 1 unknown",
  ]);
});

test("progress of an unknown number of payouts names no total", () => {
  const lines: string[] = [];
  let nowMs = 0;
  const progress = progressLines(
    (line) => lines.push(line),
    () => nowMs,
  );
  progress.start(null);
  nowMs = 6_000;
  progress.update({ ...none, paid: 7 });
  expect(lines).toEqual(["7: 7 paid"]);
});
