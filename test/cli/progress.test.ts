import { expect, test } from "vitest";
import { Pace } from "../../src/cli/pace.ts";
import { progressLines } from "../../src/cli/progress.ts";
import { durationText, progressBarText } from "../../src/cli/progress-text.ts";
import { widthOf } from "../../src/cli/wrap-text.ts";

const none = { total: 0, paid: 0, alreadyPaid: 0, failed: 0, unknown: 0, notStarted: 0 };

test("progress without a terminal is a line every five seconds at most, with the rate and the time left", () => {
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
    "1,002 of about 12,000: 1,000 paid, 2 failed, 200/s, 55 s left",
    "1,506 of about 12,000: 1,500 paid, 3 already paid, 2 failed, 1 unknown, 151/s, 1 min 10 s left",
  ]);
});

test("progress of an unknown number of payouts names no total and no time left", () => {
  const lines: string[] = [];
  let nowMs = 0;
  const progress = progressLines(
    (line) => lines.push(line),
    () => nowMs,
  );
  progress.start(null);
  nowMs = 6_000;
  progress.update({ ...none, paid: 7 });
  expect(lines).toEqual(["7: 7 paid, 1.2/s"]);
});

test("the pace is that of the last seconds, not of the whole batch", () => {
  let nowMs = 0;
  const pace = new Pace(() => nowMs);
  for (let second = 1; second <= 60; second += 1) {
    nowMs = second * 1_000;
    pace.update(second <= 30 ? second * 1_000 : 30_000 + (second - 30) * 10);
  }
  expect(pace.perSecond()).toBe(10);
  expect(pace.leftMs(30_400)).toBe(10_000);
  expect(pace.leftMs(null)).toBeNull();
});

test("the bar shows the place, what became of the payouts, the rate and the time left", () => {
  expect(barAt(100)).toBe("███████████████░░░░░░░░░░░░░░░ 250/500  240 paid  8 failed  2 unknown  25/s  10 s left");
});

test.each([79, 59, 39, 20])("the bar fits %d columns", (width) => {
  expect(widthOf(barAt(width))).toBeLessThanOrEqual(width);
  expect(barAt(width)).toContain("250/500  240 paid");
});

test.each([
  [0, "0 s"],
  [7_200, "8 s"],
  [200_000, "3 min 20 s"],
  [7_500_000, "2 h 5 min"],
])("%d ms are told as %s", (durationMs, text) => {
  expect(durationText(durationMs)).toBe(text);
});

function barAt(width: number): string {
  let nowMs = 0;
  const pace = new Pace(() => nowMs);
  nowMs = 10_000;
  pace.update(250);
  const counts = { ...none, paid: 240, failed: 8, unknown: 2 };
  return progressBarText({ counts, total: 500, pace }, width, false);
}
