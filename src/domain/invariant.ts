/** Throws if a condition that only a bug in this library can break doesn't hold. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`payoutkit has a bug: ${message}`);
}

/** Marks the branch that no value of a closed union reaches. */
export function unreachable(value: never): never {
  throw new Error(`payoutkit has a bug: unexpected ${JSON.stringify(value)}`);
}
