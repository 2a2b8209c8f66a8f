import Table from "cli-table3";
import { toned, type Tone } from "./tone.ts";
import { widthOf, wrapText } from "./wrap-text.ts";

/** A cell's text, with the tone that it is shown in where there are colours. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

/** How a table is laid out. */
export interface TableLayout {
  /** The columns that stand to the right; they are never wrapped. */
  readonly right?: readonly number[] | undefined;
  /** The names of the columns. They are shown above the columns, or beside each value where those don't fit. */
  readonly head?: readonly string[] | undefined;
  /** The width to fit in, without a limit if left out. */
  readonly width?: number | undefined;
  readonly colours?: boolean | undefined;
}

/**
 * Columns of text, each as wide as its widest cell if the width allows. Where it doesn't, long cells are wrapped; where
 * that isn't enough and the columns have names, each row becomes a list of names and values.
 */
export function formatTable(rows: readonly (readonly Cell[])[], layout: TableLayout = {}): string[] {
  const { head, width = Number.POSITIVE_INFINITY } = layout;
  if (rows.length === 0) return [];
  const headed = head === undefined ? rows : [head.map((text): Cell => ({ text, tone: "quiet" })), ...rows];
  const widths = fittingWidths(headed, layout);
  const isTooWide = totalOf(widths) > width;
  if (isTooWide && head !== undefined) return rows.flatMap((row, index) => stacked(row, head, index, layout));
  return draw(headed, widths, layout);
}

function stacked(row: readonly Cell[], head: readonly string[], index: number, layout: TableLayout): string[] {
  const { width, colours } = layout;
  const pairs = row.map((cell, column): Cell[] => [{ text: head[column] ?? "", tone: "quiet" }, cell]);
  return [...(index === 0 ? [] : [""]), ...formatTable(pairs, { width, colours })];
}

function fittingWidths(rows: readonly (readonly Cell[])[], { right = [], width }: TableLayout): number[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(textOf(row[column] ?? "")))),
  );
  if (width === undefined) return widths;
  while (totalOf(widths) > width) {
    const widest = widths.reduce((best, size, column) => {
      const mayShrink = !right.includes(column) && size > narrowest;
      return mayShrink && size > (widths[best] ?? 0) ? column : best;
    }, -1);
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const narrowest = 10;

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
}

function draw(rows: readonly (readonly Cell[])[], widths: readonly number[], layout: TableLayout): string[] {
  const { right = [], colours = false } = layout;
  const table = new Table({
    chars: noLines,
    style: noStyle,
    colWidths: widths.map((width) => Math.max(width, 1)),
    colAligns: widths.map((_, column) => (right.includes(column) ? "right" : "left")),
  });
  for (const row of rows) table.push(widths.map((width, column) => content(row[column] ?? "", width, colours)));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

function content(cell: Cell, width: number, colours: boolean): string {
  const lines = wrapText(textOf(cell), Math.max(width, 1));
  return lines.map((line) => (typeof cell === "string" || !colours ? line : toned(line, cell.tone))).join("\n");
}

function textOf(cell: Cell): string {
  return typeof cell === "string" ? cell : cell.text;
}

const gap = "  ";
const noStyle = { "padding-left": 0, "padding-right": 0, head: [], border: [] };
const noLines = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
  ...{ left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: gap },
};
