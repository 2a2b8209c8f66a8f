import type { RecordKind } from "../../src/ports/payout-store.ts";
import type { Violation } from "./judge/invariants.ts";
import { nameOf } from "./judge/name.ts";
import { Callers } from "./world/callers.ts";
import type { Knobs } from "./world/knobs.ts";
import type { KnownLimit } from "./world/known-limits.ts";
import { comeToRest } from "./world/rest.ts";
import { drawScenario } from "./world/scenario.ts";
import { nextGapMs, takeStep } from "./world/steps.ts";
import { type ClientClass, World } from "./world/world.ts";

/** What became of one world. */
export interface Run {
  readonly seed: number;
  readonly violation: Violation | null;
  /** The same for the same seed. */
  readonly fingerprint: string;
  readonly trace: readonly string[];
  /** How much happened. */
  readonly events: number;
  readonly movements: number;
  readonly reversals: number;
}

/** Lives through the world of one seed, to its end or to the first broken promise. */
export async function runSeed(seed: number, limit: KnownLimit | null, Client: ClientClass, climate?: Partial<Knobs>): Promise<Run> {
  const world = new World(drawScenario(seed, limit, climate), Client);
  const callers = new Callers(world);
  const { schedule, judge, trace } = world.around;
  const broken = (): boolean => judge.violation !== null;
  for (let step = 0; step < world.scenario.steps && !broken(); step++) {
    await schedule.runUntil(schedule.nowMs + nextGapMs(world), broken);
    if (!broken()) takeStep(world, callers);
  }
  if (!broken()) await comeToRest(world, callers);
  const made = (kind: RecordKind, wishes: readonly { readonly reference: string }[]): number =>
    wishes.reduce((sum, { reference }) => sum + judge.truth(nameOf({ kind, reference })).movements.length, 0);
  const movements = made("payout", world.scenario.payouts);
  const reversals = made("reversal", world.scenario.reversals);
  const { violation } = judge;
  const { fingerprint, lines } = trace;
  return { seed, violation, fingerprint, trace: lines, events: schedule.kept, movements, reversals };
}
