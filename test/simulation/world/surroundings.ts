import type { Judge } from "../judge/judge.ts";
import type { Knobs } from "./knobs.ts";
import type { Machine } from "./machine.ts";
import type { Random } from "./random.ts";
import type { Schedule } from "./schedule.ts";
import type { Trace } from "./trace.ts";

/** What everything in a world shares. */
export interface Surroundings {
  readonly schedule: Schedule;
  readonly trace: Trace;
  readonly random: Random;
  readonly judge: Judge;
  /** The faults of this moment; they are taken away at the end. */
  knobs: Knobs;
  onCrash: (machine: Machine) => void;
}
