import type { InvariantNumber } from "../judge/invariants.ts";
import type { Knobs } from "../world/knobs.ts";
import type { KnownLimit } from "../world/known-limits.ts";

/** A mistake that is planted into a copy of the sources as they are loaded; the sources themselves know nothing of it. */
export interface Mutant {
  readonly name: string;
  /** What the mistake is, as a sentence. */
  readonly mistake: string;
  /** Replacements in files below src; each has to match exactly once. */
  readonly changes: readonly Change[];
  /** The invariants of which one has to catch it; empty where it is harmless by design. */
  readonly caughtBy: readonly InvariantNumber[];
  /** Why it does no harm, where it doesn't. */
  readonly harmless?: string;
  /** The world in which it shows, where that isn't one within the assumptions. */
  readonly limit?: KnownLimit;
  /** Faults within the assumptions that bring it to light sooner. */
  readonly climate?: Partial<Knobs>;
  /** The seed at which the search begins, so that it doesn't take long. */
  readonly from?: number;
}

/** One replacement in one file. */
export interface Change {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}
