import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startStandIn, type StandIn, type StandInOptions } from "../stand-in/index.ts";
import { outputOf, payoutkit, start, type Surroundings } from "./child-process.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const header = "reference,recipientId,amount,currency\n";
const testKey = "sk_test_51Secret";
const liveKey = "sk_live_51Secret";

describe("payoutkit with a secret key", () => {
  test("sends with the key of the environment or of a file, and never shows it", async () => {
    const { args, surroundings, standIn } = await prepare(testKey);
    const send = ["send", "--reference", "r1", "--to", "acct_ready", "--amount", "2500", "--currency", "usd", ...args];
    const first = await payoutkit(send, surroundings);
    writeFileSync(join(surroundings.directory, "key"), `${testKey}\n`);
    const second = await payoutkit([...send, "--key-file", "key"], { directory: surroundings.directory });
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(first.stdout).toMatch(/^Paid\.$/m);
    expect(second.stdout).toMatch(/^Already paid before; nothing was paid again\.$/m);
    expect(standIn.movements).toHaveLength(1);
    expect(JSON.stringify([first, second])).not.toContain("51Secret");
  });

  test("that is wrong says so, never shows it and returns 1", async () => {
    const { args, surroundings } = await prepare(testKey);
    const environment = { STRIPE_SECRET_KEY: "sk_test_51SecretWrong" };
    const { exitCode, stdout, stderr } = await payoutkit(["balance", ...args], { ...surroundings, environment });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^API_ERROR: .*\nCheck the secret key, then run the same command again\.\nMore: .*#api_error\n$/);
    expect(stdout + stderr).not.toContain("51Secret");
  });

  test("doesn't ask before a batch in test mode", async () => {
    const { args, surroundings, standIn } = await prepare(testKey);
    writeFileSync(join(surroundings.directory, "payouts.csv"), header + rows(3));
    expect((await payoutkit(["batch", "payouts.csv", ...args], surroundings)).exitCode).toBe(0);
    expect(standIn.movements).toHaveLength(3);
  });
});

describe("payoutkit with a live key", () => {
  test("and without a terminal sends nothing of a batch until it is told --yes, and then shows the plan", async () => {
    const { args, surroundings, standIn } = await prepare(liveKey, { livemode: true });
    writeFileSync(join(surroundings.directory, "payouts.csv"), header + rows(3));
    const unasked = await payoutkit(["batch", "payouts.csv", ...args], surroundings);
    expect(unasked.exitCode).toBe(2);
    expect(unasked.stderr).toContain("--yes");
    expect(standIn.movements).toEqual([]);
    const told = await payoutkit(["batch", "payouts.csv", "--yes", ...args], surroundings);
    expect(told.exitCode).toBe(0);
    expect(told.stderr).toContain("3 payouts to send, to 1 recipient, out of 3 rows:");
    expect(standIn.movements).toHaveLength(3);
  });

  test("shows the plan of a dry run and sends nothing", async () => {
    const { args, surroundings, standIn } = await prepare(liveKey, { livemode: true });
    const input = header + rows(2);
    const { exitCode, stdout } = await payoutkit(["batch", "-", "--dry-run", ...args], { ...surroundings, input });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/20\.00 usd in 2 payouts; 10,000\.00 usd available\n[^]*Dry run: nothing was sent\./);
    expect(standIn.movements).toEqual([]);
  });
});

test("an interruption waits for the requests on the wire and reports what became of them", async () => {
  const { args, surroundings, standIn } = await prepare(testKey);
  writeFileSync(join(surroundings.directory, "payouts.csv"), header + rows(200));
  const child = start(["batch", "payouts.csv", "--json", "--concurrency", "4", ...args], surroundings);
  const output = outputOf(child);
  await expect.poll(() => standIn.movements.length, { timeout: 30_000, interval: 10 }).toBeGreaterThan(0);
  child.kill("SIGINT");
  const { exitCode, stdout } = await output;
  expect(exitCode).toBe(130);
  const report: unknown = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  expect(report).toMatchObject({
    interrupted: true,
    counts: { paid: standIn.movements.length, failed: 0, unknown: 0 },
  });
  expect(standIn.movements.length).toBeLessThan(200);
});

interface Prepared {
  readonly standIn: StandIn;
  readonly args: readonly string[];
  readonly surroundings: Surroundings & { readonly directory: string };
}

async function prepare(key: string, options: StandInOptions = {}): Promise<Prepared> {
  const standIn = await startStandIn({ apiKeys: [key], latencyMs: 20, ...options });
  onTestFinished(() => standIn.close());
  const surroundings = { directory: temporaryDirectory(), environment: { STRIPE_SECRET_KEY: key } };
  return { standIn, args: ["--api-base", standIn.url], surroundings };
}

function rows(count: number): string {
  return Array.from({ length: count }, (_, row) => `r${row},acct_ready,1000,usd\n`).join("");
}
