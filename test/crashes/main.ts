import { parseArgs } from "node:util";
import { crashBatch } from "./batch.ts";
import { type Figures, Judge } from "./judge.ts";
import { scenarios } from "./scenarios.ts";
import { postgresStores, sqliteStores, type Stores } from "./stores.ts";
import { sweep } from "./sweep.ts";
import { describeDurability, traceDurability } from "./trace-durability.ts";

/**
 * The long run: kills real processes at every await of every way through a send, then at random moments of batches,
 * until there were so many kills. Exits 1 if a promise was broken.
 *
 * @example
 * node test/crashes/main.ts --kills 1000 --store sqlite --seed 1
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    store: { type: "string", default: "both" },
    seed: { type: "string", default: "1" },
  },
});
const chosen = values.store === "both" ? ["sqlite", "postgres"] : [values.store];
const killsEach = Math.ceil(Number(values.kills) / chosen.length);
const judges = await Promise.all(chosen.map((store) => runStore(store)));
const durability = await traceDurability();
console.log(describeDurability(durability));
console.table(Object.fromEntries([...judges.entries()].map(([index, { figures }]) => [chosen[index], figures])));
console.table(Object.fromEntries([...countDeaths()].sort(([one], [other]) => one.localeCompare(other))));
const violations = judges.flatMap((judge) => judge.violations);
for (const violation of violations) console.log(violation);
process.exitCode = violations.length === 0 && durability.traced && durability.order.unsynced.length === 0 ? 0 : 1;

async function runStore(name: string): Promise<Judge> {
  const stores = name === "postgres" ? await postgresStores() : sqliteStores();
  const judge = new Judge();
  await Promise.all([sweepAll(stores, judge), crashBatches(stores, judge)]);
  await stores.close();
  return judge;
}

/** Each await of each way through a send, whatever the number of kills that takes. */
async function sweepAll(stores: Stores, judge: Judge): Promise<void> {
  for (const scenario of scenarios) {
    for (const at of ["edge", "during"]) {
      await sweep({ scenario, stores, judge, at, lanes: 3 });
      progress(stores, `${scenario.name}, ${at}`, judge.figures);
    }
  }
}

/** Batches at random moments, until there were enough kills. */
async function crashBatches(stores: Stores, judge: Judge): Promise<void> {
  for (let seed = Number(values.seed); judge.figures.kills < killsEach; seed++) {
    const clients = seed % 3 === 0 ? 3 : 1;
    await crashBatch({ stores, judge, seed, payouts: 60, clients, killsEach: clients === 3 ? 8 : 14 });
    progress(stores, `batch of seed ${seed}`, judge.figures);
  }
}

function progress({ name }: Stores, what: string, { kills, payouts, movements, duplicates, lost, untrue }: Figures): void {
  const broken = duplicates + lost + untrue;
  console.log(`${name}: ${kills} kills, ${payouts} payouts, ${movements} movements, ${broken} broken promises; ${what}`);
}

function countDeaths(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { deaths } of judges) for (const [at, count] of deaths) counts.set(at, (counts.get(at) ?? 0) + count);
  return counts;
}
