import type { StoredRecord } from "../../../src/ports/payout-store.ts";
import { nameOf } from "../judge/name.ts";
import type { Backup } from "./durable-store.ts";
import type { World } from "./world.ts";

/**
 * The store loses rows, hours or everything. Within the assumptions nothing of what is lost is on the wire or may
 * still be rolled forward, every process starts anew with the store, and where only rows are lost every new
 * reference is looked up. Each known limit lifts one of these.
 */
export function loseStore(world: World): void {
  const { scenario, random } = world;
  if (scenario.lookupNew === "never") return;
  const kind = random.integer(0, 2);
  if (kind === 0) return loseRows(world);
  const backup: Rows = kind === 1 ? random.pick<Rows>([nothing, ...world.backups]) : nothing;
  const lost = world.store.records().filter((record) => world.store.differs(record, backup.rows));
  if (!mayLose(world, lost)) return;
  stopEverything(world);
  announce(world, `is restored from a backup of ${backup.rows.size} rows`, world.store.restore(backup));
}

type Rows = Pick<Backup, "rows" | "notes">;

const nothing: Rows = { rows: new Map<string, string>(), notes: new Map<string, string>() };

function loseRows(world: World): void {
  const { scenario, random, store } = world;
  if (scenario.lookupNew !== "always" && scenario.limit !== "rows_lost_unseen") return;
  const lost = store.records().filter(() => random.chance(0.5));
  if (lost.length === 0 || !mayLose(world, lost)) return;
  stopEverything(world);
  for (const record of lost) store.lose(record);
  announce(world, "loses rows", lost.map(nameOf));
}

function mayLose({ scenario, bank }: World, lost: readonly StoredRecord[]): boolean {
  if (scenario.limit === "store_lost_while_sending") return true;
  return lost.every((record) => bank.pendingFor(nameOf(record)) === 0);
}

function stopEverything({ scenario, running }: World): void {
  if (scenario.limit === "store_replaced_while_running" || scenario.limit === "rows_lost_unseen") return;
  for (const { machine } of running) machine.crash();
}

function announce({ around }: World, what: string, names: readonly string[]): void {
  around.trace.note("store", `${what}: ${names.join(", ") || "nothing"} changed`);
  around.judge.onForgotten(names);
}
