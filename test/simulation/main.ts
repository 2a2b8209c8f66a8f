import { PayoutClient } from "../../src/client.ts";
import { runSeed } from "./run-seed.ts";
const from = Number(process.argv[2] ?? 0), count = Number(process.argv[3] ?? 100);
const start = Date.now(); let events = 0, movements = 0; const found = new Map<string, number[]>();
for (let seed = from; seed < from + count; seed++) {
  const run = await runSeed(seed, null, PayoutClient);
  events += run.events; movements += run.movements;
  if (run.violation) { const k = `${run.violation.invariant} ${run.violation.what.replace(/r\d/g,"R").replace(/tr_\d+/g,"T").slice(0,100)}`; found.set(k, [...(found.get(k) ?? []), seed]); }
  if (count === 1) console.log(run.trace.join("\n"), run.violation, run.fingerprint);
}
console.log({ ms: Date.now() - start, events, movements });
for (const [k, v] of [...found].sort((a,b)=>b[1].length-a[1].length)) console.log(v.length, k, v.slice(0, 8).join(","));
