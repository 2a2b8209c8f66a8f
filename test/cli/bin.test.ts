import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { payoutkit, start } from "./child-process.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const header = "reference,recipientId,amount,currency\n";

describe("payoutkit", () => {
  test("shows its commands, its version and the exit codes", async () => {
    const help = await payoutkit(["--help"]);
    expect(help.exitCode).toBe(0);
    for (const command of ["balance", "send", "list", "status", "summary", "total", "sync", "batch", "recover"]) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${command} `, "m"));
    }
    expect(help.stdout).toContain("130 interrupted");
    expect((await payoutkit(["--version"])).stdout).toBe(`${manifest.version}\n`);
  });

  test("without a key refuses, says what to do and returns 2", async () => {
    const { exitCode, stderr } = await payoutkit(["balance"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/STRIPE_SECRET_KEY.*--key-file.*--sandbox/);
  });

  test.each([
    [["balance", "--sandbox"], {}],
    [["send", ..."--reference r1 --to acct_1 --amount 5 --currency usd".split(" ")], { STRIPE_SECRET_KEY: "sk_test_1" }],
  ])("on a Node without SQLite says which one it needs and returns 2 (%j)", async (args, key) => {
    const environment = { ...key, NODE_OPTIONS: "--no-experimental-sqlite" };
    const { exitCode, stderr } = await payoutkit(args, { environment });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(/needs Node 22\.13 or later; this is v[^]*Update Node/) });
  });

  test("gives no advice to wait where a sandbox's file can't be opened", async () => {
    const { exitCode, stderr } = await payoutkit(["balance", "--sandbox", "none/world.db"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining("Correct that, then run the same command again.") });
  });

  test("refuses a key among its arguments and never shows it", async () => {
    const { exitCode, stdout, stderr } = await payoutkit(["balance", "--api-key=sk_live_51Secret"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("STRIPE_SECRET_KEY");
    expect(stdout + stderr).not.toContain("51Secret");
  });

  test("returns 2 after a usage error", async () => {
    const { exitCode, stdout, stderr } = await payoutkit(["balance", "--sandbx"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("Did you mean --sandbox?");
  });
});

describe("payoutkit batch", () => {
  test("pays a file once, however often it is run", async () => {
    const directory = temporaryDirectory();
    writeFileSync(
      join(directory, "payouts.csv"),
      `\ufeff${header.trim()},description\r\nr1,acct_1,2500,usd,"one, two"\r\nr2,acct_2,900,JPY,\r\n`,
    );
    const command = ["batch", "payouts.csv", "--sandbox", "sandbox.db"];
    const first = await payoutkit(command, { directory });
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Paid now +2 +900 jpy, 25\.00 usd$/m) });
    const second = await payoutkit(command, { directory });
    expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("nothing was paid again") });
    expect(movements(directory)).toBe(2);
  });

  test("reads standard input and returns 1 where a row failed", async () => {
    const { exitCode, stdout } = await payoutkit(
      ["batch", "-", "--sandbox", "--minimum", "usd=1000", "--minimum", "eur=5"],
      {
        input: `${header}r1,acct_1,2500,usd\nr2,acct_1,999,usd\nr3,acct_1,5,eur\n`,
      },
    );
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^Paid now +2 /m);
    expect(stdout).toMatch(/^line 3: r2: .*minimum/m);
  });

  test("sends nothing of a file that isn't there and returns 2", async () => {
    const { exitCode, stdout, stderr } = await payoutkit(["batch", "none.csv", "--sandbox"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toBe("none.csv isn't there. Nothing was sent.\n");
  });

  test("interrupted finishes what is under way, starts nothing new, returns 130 and can be run again", async () => {
    const directory = temporaryDirectory();
    const command = ["batch", "-", "--sandbox", "sandbox.db", "--json"];
    const child = start(command, { directory });
    child.stdin.write(header + rows(20));
    const documents: unknown[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      documents.push(JSON.parse(line));
      if (documents.length === 1) child.kill("SIGINT");
    }
    expect(await ended(child)).toBe(130);
    const paid = documents.length - 1;
    expect(documents.at(-1)).toMatchObject({ type: "report", interrupted: true, counts: { total: paid, paid } });
    expect(movements(directory)).toBe(paid);
    const again = await payoutkit(command, { directory, input: header + rows(30) });
    expect(again.exitCode).toBe(0);
    expect(movements(directory)).toBe(30);
  });

  test("ends at once at the second interruption", async () => {
    const directory = temporaryDirectory();
    makeSandbox(directory).next("slow", { delayMs: 25_000 });
    const child = start(["batch", "-", "--sandbox", "sandbox.db"], { directory });
    child.stdin.write(header + rows(20));
    await untilTaken(directory);
    child.kill("SIGINT");
    for await (const line of createInterface({ input: child.stderr })) {
      if (line.startsWith("Stopping")) break;
    }
    child.kill("SIGINT");
    expect(await ended(child)).toBe(130);
  });
});

function rows(count: number): string {
  return Array.from({ length: count }, (_, row) => `r${row},acct_1,1000,usd\n`).join("");
}

async function ended(child: ReturnType<typeof start>): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

function makeSandbox(directory: string) {
  const sandbox = sandboxProvider({ path: join(directory, "sandbox.db"), balance: { usd: 1_000_000, jpy: 1_000_000 } });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

function movements(directory: string): number {
  return makeSandbox(directory).movements();
}

/** Waits until the scenario that was queued has met its request. */
async function untilTaken(directory: string): Promise<void> {
  const sandbox = makeSandbox(directory);
  await expect.poll(() => sandbox.waitingScenarios().length, { timeout: 20_000 }).toBe(0);
}
