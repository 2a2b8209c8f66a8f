import type { SqlValue } from "../sql/codec.ts";

/** Rows of values, as they travel to Postgres. */
export interface PackedRows {
  /** What stands between rows, between the values of a row, and for `null`: the statement's first three parameters. */
  readonly marks: readonly [row: string, value: string, nothing: string];
  /** One text for each list of rows. */
  readonly texts: readonly string[];
}

/**
 * Packs each list of rows into one text. Postgres takes it apart at a fraction of what it costs to read JSON, and a
 * document needn't be made JSON twice.
 */
export function packRows(lists: readonly (readonly (readonly SqlValue[])[])[]): PackedRows {
  const marks = findMarks(lists.flat(2).join(""));
  const [row, value, nothing] = marks;
  const pack = (values: readonly SqlValue[]): string => values.map((entry) => entry ?? nothing).join(value);
  return { marks, texts: lists.map((rows) => rows.map(pack).join(row)) };
}

/** The rows of a packed text, to select from: `row_values` holds the values of one, as an array of texts. */
export function unpackedRows(parameter: string): string {
  // Without the offset, Postgres would split a row again for each value that is read of it.
  return (
    "(SELECT string_to_array(packed, $2::text, $3::text) AS row_values " +
    `FROM unnest(string_to_array(${parameter}::text, $1::text)) AS packed OFFSET 0)`
  );
}

/** Three characters that the text doesn't hold: the first control characters, unless somebody writes those. */
function findMarks(text: string): PackedRows["marks"] {
  let code = 0;
  const next = (): string => {
    for (;;) {
      code += 1;
      const mark = String.fromCodePoint(code);
      if (mark.isWellFormed() && !text.includes(mark)) return mark;
    }
  };
  return [next(), next(), next()];
}
