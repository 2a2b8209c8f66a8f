import { formatCount } from "./format-money.ts";
import type { Cell } from "./format-table.ts";
import type { Tone } from "./tone.ts";

/** A count in its tone; a zero has none. */
export function countCell(count: number, tone: Tone): Cell {
  return count === 0 ? "0" : { text: formatCount(count), tone };
}
