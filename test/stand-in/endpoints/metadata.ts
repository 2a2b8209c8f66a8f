/** Metadata after an update: an empty text unsets its key, `null` unsets all. */
export function mergeMetadata(
  before: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string>> | null | undefined,
): Readonly<Record<string, string>> {
  if (change === null) return {};
  const entries = Object.entries({ ...before, ...change });
  return Object.fromEntries(entries.filter(([, text]) => text !== ""));
}
