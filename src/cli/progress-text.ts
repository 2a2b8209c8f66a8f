import type { BatchCounts } from "../index.ts";
import { formatCount } from "./format-money.ts";
import { type Pace, settledOf } from "./pace.ts";
import { toned, type Tone } from "./tone.ts";
import { widthOf } from "./wrap-text.ts";

/** How far a batch is. */
export interface ProgressState {
  readonly counts: BatchCounts;
  /** `null` if nobody knows. */
  readonly total: number | null;
  readonly pace: Pace;
}

/** How far a batch is as a line of a log. */
export function progressLine({ counts, total, pace }: ProgressState): string {
  const expected = total === null ? "" : ` of about ${formatCount(total)}`;
  const parts = countParts(counts).map(({ text }) => text);
  return `${formatCount(settledOf(counts))}${expected}: ${[...parts, ...paceParts(pace, total)].join(", ")}`;
}

/** How far a batch is as a bar that fits the width; what matters least is left out first. */
export function progressBarText(state: ProgressState, width: number, colours: boolean): string {
  const { counts, total, pace } = state;
  const settled = settledOf(counts);
  const place = total === null ? formatCount(settled) : `${formatCount(settled)}/${formatCount(total)}`;
  const parts = [...countParts(counts), ...paceParts(pace, total).map((text): Part => ({ text, tone: "quiet" }))];
  const kept: Part[] = [];
  let used = widthOf(place);
  for (const part of parts) {
    if (used + gap.length + widthOf(part.text) > width) break;
    kept.push(part);
    used += gap.length + widthOf(part.text);
  }
  const details = kept.map(({ text, tone }) => (colours && tone !== null ? toned(text, tone) : text));
  const bar = barText(settled, total, Math.min(widestBar, width - used - 1));
  return `${bar}${[place, ...details].join(gap)}`;
}

interface Part {
  readonly text: string;
  readonly tone: Tone | null;
}

function countParts({ paid, alreadyPaid, failed, unknown, notStarted }: BatchCounts): Part[] {
  const parts: Part[] = [{ text: `${formatCount(paid)} paid`, tone: "good" }];
  if (alreadyPaid > 0) parts.push({ text: `${formatCount(alreadyPaid)} already paid`, tone: "good" });
  if (failed > 0) parts.push({ text: `${formatCount(failed)} failed`, tone: "bad" });
  if (unknown > 0) parts.push({ text: `${formatCount(unknown)} unknown`, tone: "unsure" });
  if (notStarted > 0) parts.push({ text: `${formatCount(notStarted)} not started`, tone: "unsure" });
  return parts;
}

function paceParts(pace: Pace, total: number | null): string[] {
  const rate = pace.perSecond();
  const leftMs = pace.leftMs(total);
  return [
    ...(rate === null ? [] : [`${rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate))}/s`]),
    ...(leftMs === null ? [] : [`${durationText(leftMs)} left`]),
  ];
}

/** A length of time for people: `8 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

function barText(settled: number, total: number | null, width: number): string {
  if (total === null || total === 0 || width < narrowestBar) return "";
  const filled = Math.floor((Math.min(settled, total) / total) * width);
  return `${"█".repeat(filled)}${"░".repeat(width - filled)} `;
}

const gap = "  ";
const widestBar = 30;
const narrowestBar = 8;
