/**
 * Text that no spreadsheet takes for a formula: where a cell begins with `=`, `+`, `-`, `@`, a tab or a line break, an
 * apostrophe stands before it. So it does after what some spreadsheets take for the end of a cell.
 */
export function harmlessCell(text: string): string {
  return text.replace(formulaStart, "$1'$2");
}

const formulaStart = /(^|[,;|"\t])([ \u00a0]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])/g;
