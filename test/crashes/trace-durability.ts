import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStandIn } from "../stand-in/index.ts";
import type { StoreConfig } from "./open-store.ts";
import { workerArguments, workerEnvironment } from "./run-worker.ts";
import { type CallOrder, readSystemCalls } from "./system-calls.ts";

/** What was seen, or why nothing could be. */
export type Durability =
  | { readonly traced: true; readonly order: CallOrder }
  | { readonly traced: false; readonly reason: string };

/** Traces the system calls of a process that pays twenty payouts, from a file unless it is to keep them in memory. */
export async function traceDurability(storeName: "sqlite" | "memory" = "sqlite"): Promise<Durability> {
  const folder = await mkdtemp(join(tmpdir(), "payoutkit-trace-"));
  try {
    const store = storeName === "memory" ? { name: storeName } : { name: storeName, path: join(folder, "payouts.db") };
    return await trace(store, join(folder, "calls.txt"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One sentence for people. */
export function describeDurability(found: Durability): string {
  if (!found.traced) return `the order of sync and send was not checked, because strace can't be used: ${found.reason}`;
  const { sent, unsynced, syncs } = found.order;
  const early = `${unsynced.length} of ${sent.length} requests left before their intent was synced`;
  return `${early}; ${syncs} syncs of the write-ahead log`;
}

const payouts = Array.from({ length: 20 }, (_, index) => ({
  reference: `2026-11:member_${index}`,
  recipientId: "acct_ready",
  amount: 100 + index,
  currency: "usd",
}));

async function trace(store: StoreConfig, output: string): Promise<Durability> {
  await using standIn = await startStandIn({ latencyMs: 4, validate: false });
  const provider = { url: standIn.url, apiKey: standIn.apiKey };
  const jobs = [{ call: "processBatchPayouts", payouts, concurrency: 4 }] as const;
  const worker = workerArguments({ store, provider, jobs, death: null, tellsSteps: false });
  const problem = await runStrace([...straceArguments, "-o", output, process.execPath, ...worker]);
  if (problem !== null) return { traced: false, reason: problem };
  const order = readSystemCalls(await readFile(output, "latin1"));
  if (order.sent.length !== standIn.movements.length) throw new Error("the trace doesn't show every request that arrived");
  return { traced: true, order };
}

// A page of the database is 4,096 bytes, and each may need four characters.
const calls = "trace=pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync";
const straceArguments = ["-f", "-qq", "-y", "-s", "20000", "-e", "signal=none", "-e", calls];

/** Why it couldn't run, or `null`. */
function runStrace(args: readonly string[]): Promise<string | null> {
  const child = spawn("strace", args, { env: workerEnvironment(), stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  return new Promise((resolve) => {
    child.once("error", (cause) => resolve(cause.message));
    child.once("close", (exitCode) => resolve(exitCode === 0 ? null : `it ended with ${exitCode}: ${errors.trim()}`));
  });
}
