/** Throws an `Error` that shows both values unless they are equal all the way down. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (JSON.stringify(canonical(actual)) === JSON.stringify(canonical(expected))) return;
  throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`);
}

/** Throws an `Error` that says what should have been true. */
export function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** A form in which equal values have the same JSON, whatever the order and the names of their keys. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    return { entries: entries.map(([key, entry]) => [key, canonical(entry)]) };
  }
  return typeof value === "string" || value === null ? value : `${typeof value} ${String(value)}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}
