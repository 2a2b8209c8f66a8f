import type { InvariantNumber } from "./judge/invariants.ts";
import type { Mutant } from "./mutants/mutant.ts";
import { findMutant } from "./mutants/mutants.ts";
import { plant } from "./mutants/plant.ts";
import type { KnownLimit } from "./world/known-limits.ts";

/** A run of worlds, one after another. */
export interface Task {
  readonly from: number;
  readonly count: number;
  readonly limit: KnownLimit | null;
  /** The name of a planted mistake, or `null`. */
  readonly mutant: string | null;
  /** How many broken worlds are enough. */
  readonly mostViolations: number;
}

/** A world in which a promise was broken. */
export interface BrokenWorld {
  readonly seed: number;
  readonly invariant: InvariantNumber;
  readonly what: string;
}

/** What a run of worlds showed. */
export interface TaskResult {
  readonly seeds: number;
  readonly events: number;
  readonly movements: number;
  readonly reversals: number;
  /** Of all traces together, in their order. */
  readonly fingerprint: string;
  readonly broken: readonly BrokenWorld[];
}

/** Lives through the worlds of a task, in this thread. */
export async function runTask({ from, count, limit, mutant, mostViolations }: Task): Promise<TaskResult> {
  const planted = mutant === null ? null : plantByName(mutant);
  const { PayoutClient } = await import("../../src/client.ts");
  const { runSeed } = await import("./run-seed.ts");
  const broken: BrokenWorld[] = [];
  let [seeds, events, movements, reversals, fingerprint] = [0, 0, 0, 0, ""];
  for (let seed = from; seed < from + count && broken.length < mostViolations; seed++) {
    const run = await runSeed(seed, limit, PayoutClient, planted?.climate);
    if (run.violation !== null) broken.push({ seed, ...run.violation });
    seeds += 1;
    events += run.events;
    movements += run.movements;
    reversals += run.reversals;
    fingerprint = mix(fingerprint + run.fingerprint);
  }
  return { seeds, events, movements, reversals, fingerprint, broken };
}

function plantByName(name: string): Mutant {
  const mutant = findMutant(name);
  if (mutant === null) throw new Error(`there is no mutant named ${name}`);
  plant(mutant);
  return mutant;
}

function mix(text: string): string {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
