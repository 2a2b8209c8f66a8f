import type { LaneName } from "../payouts/engine.ts";

/** The names of an engine's queues. */
export type LaneNames = Readonly<Record<LaneName, string>>;

/** The queues that belong to a name. */
export function laneNames(name: string): LaneNames {
  return { payouts: name, chores: `${name}-chores`, dead: `${name}-dead` };
}

/**
 * How a lane is set up. The engine's own defaults would delete a job that waited for two weeks, bury it after its
 * second failure, and learn of a worker's death after a quarter of an hour. A job that fails too often is ended by the
 * queue, long before the engine would.
 */
export function laneSettings(lane: LaneName): LaneSettings {
  if (lane === "dead") return { retentionSeconds: tenYears, deleteAfterSeconds: oneDay, retryLimit: 1_000 };
  const watched = { retentionSeconds: tenYears, deleteAfterSeconds: oneDay, expireInSeconds: oneHour, heartbeatSeconds: aliveSeconds };
  if (lane === "chores") return { ...watched, retryLimit: 0 };
  return { ...watched, retryLimit: 1_000, retryDelay: 1, retryBackoff: true, retryDelayMax: 60 };
}

/** What can be said of a queue, in the engine's words. */
export interface LaneSettings {
  /** How long a job may wait. */
  readonly retentionSeconds: number;
  /** How long one that has ended can be looked at. */
  readonly deleteAfterSeconds: number;
  readonly retryLimit: number;
  readonly expireInSeconds?: number;
  readonly heartbeatSeconds?: number;
  readonly retryDelay?: number;
  readonly retryBackoff?: boolean;
  readonly retryDelayMax?: number;
}

const oneHour = 3_600;
const oneDay = 24 * oneHour;
const tenYears = 3_650 * oneDay;
const aliveSeconds = 15;
