/** Calls a caller's own function; whether it throws or rejects is its own affair, and the money isn't touched by it. */
export function callQuietly(call: () => unknown): void {
  try {
    void Promise.resolve(call()).catch(() => undefined);
  } catch {
    return;
  }
}
