/**
 * An unquoted field with the white space around it, from a record as it stands in the file; `null` if there is none, or
 * if the field is quoted, so that white space inside the quotes is a part of it.
 */
export function paddedField(raw: string, column: number): string | null {
  if (!nearSeparator.test(raw)) return null;
  const field = new RegExp(nextField, "y");
  for (let place = 0; ; place += 1) {
    const [whole, unquoted] = field.exec(raw) ?? [];
    if (place === column) return unquoted !== undefined && unquoted !== unquoted.trim() ? unquoted : null;
    if (whole === undefined || !whole.endsWith(",")) return null;
  }
}

// Nearly every record is done with here.
const nearSeparator = /(?:^|,)\s|\s(?:,|$)/;
const nextField = /(?:\s*"[^"]*(?:""[^"]*)*"\s*|([^,]*))(?:,|$)/;
