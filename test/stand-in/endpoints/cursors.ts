import type { ParameterReader } from "../parameters.ts";

/** Where a page starts or ends. */
export interface Cursors {
  /** 1 to 100, 10 by default. */
  readonly limit: number;
  readonly startingAfter: string | undefined;
  readonly endingBefore: string | undefined;
}

/** The parameters that every list has. */
export function readCursors(read: ParameterReader): Cursors {
  const limit = read.integer("limit", 1, 100) ?? 10;
  const startingAfter = read.text("starting_after");
  const endingBefore = read.text("ending_before");
  if (startingAfter !== undefined && endingBefore !== undefined) {
    read.refuse("ending_before", "parameters_exclusive", "You can't give both starting_after and ending_before.");
  }
  return { limit, startingAfter, endingBefore };
}
