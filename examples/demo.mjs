// Pays examples/payouts.csv to a pretend provider with the real command line. Run it twice: the second run
// pays nothing again.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const binary = "dist/cli/bin.js";
const files = { payouts: "examples/payouts.csv", sandbox: ".demo/sandbox.db", store: ".demo/payouts.db" };

process.chdir(root);
if (!existsSync(binary) && run("npm", ["run", "--silent", "build"]) !== 0) {
  console.log("The package couldn't be built, so there is nothing to show.");
  process.exit(1);
}

const firstRun = !existsSync(files.sandbox);
await openSandbox();
console.log(
  firstRun
    ? "The first run: 200 rows, a pretend provider, no real money.\n"
    : "The same file again, with the same store.\n",
);

const command = ["batch", files.payouts, "--sandbox", files.sandbox, "--store", files.store, "--minimum", "usd=1000"];
console.log(`payoutkit ${command.join(" ")}\n`);
const exitCode = run(process.execPath, [binary, ...command]);

// Three rows can't be paid on purpose, so the command reports 1, "some failed".
const someFailed = 1;
console.log(
  exitCode === someFailed ? explanation() : `\nThe demo expected exit code ${someFailed} and got ${exitCode}.`,
);
process.exitCode = exitCode === someFailed ? 0 : 1;

/** Makes the pretend provider on the first run: its balances, and a recipient who can't be paid yet. */
async function openSandbox() {
  mkdirSync(".demo", { recursive: true });
  const { sandboxProvider } = await import("payoutkit/sandbox");
  const sandbox = sandboxProvider({
    path: files.sandbox,
    balance: { usd: 10_000_000, eur: 5_000_000, gbp: 3_000_000, jpy: 5_000_000 },
    recipients: { acct_demo_unfinished: "not_ready" },
  });
  await sandbox.balance();
  sandbox.close();
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: "inherit" });
  if (error) throw error;
  return status;
}

function explanation() {
  return `
The example has these rows on purpose, which is why the command ended with 1 (some failed):
  line 48   an amount of 12.50; amounts are whole minor units
  line 90   a recipient who can't be paid yet
  line 133  a payout of 6.40 usd, below the minimum of 10.00 usd
  line 162  the payout of line 21 again; it counts as already paid
${
  firstRun
    ? "Run npm run demo again: nothing is paid twice."
    : "Nothing was paid twice: every payout that was paid before is under already paid."
}
The pretend provider is kept in ${files.sandbox}, what payoutkit remembers in ${files.store}.
Delete the folder .demo to start afresh.`;
}
