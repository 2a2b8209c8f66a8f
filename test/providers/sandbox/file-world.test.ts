import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { amountIn } from "../../../src/domain/money.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { commandFor, openSandbox, temporaryPath } from "./worlds.ts";

const run = promisify(execFile);
const newerVersion = "PRAGMA application_id = 0x706b7362; PRAGMA user_version = 3";
const payMany = fileURLToPath(new URL("pay-many.ts", import.meta.url));

describe("a sandbox in a file", () => {
  test("is shared by processes that open it at the same moment, and its money is spent once", async () => {
    const path = temporaryPath();
    const names = ["a", "b", "c"];
    const outputs = await Promise.all(names.map((name) => run(process.execPath, [payMany, path, name, "50"])));
    const counts: { paid: number; declined: number; other: number }[] = outputs.map(({ stdout }) => JSON.parse(stdout));
    expect(counts.map(({ other }) => other)).toEqual([0, 0, 0]);
    expect(counts.reduce((sum, { paid }) => sum + paid, 0)).toBe(100);
    expect(counts.reduce((sum, { declined }) => sum + declined, 0)).toBe(50);
    const { sandbox } = openSandbox("memory", { path });
    expect(new Set(sandbox.transfers().map(({ id }) => id)).size).toBe(100);
  }, 60_000);

  test("keeps everything for who opens it next, whose own seed doesn't count", async () => {
    const path = temporaryPath();
    const first = openSandbox("memory", { path, account: "acct_one", recipients: { acct_new: "not_ready" } }).sandbox;
    const { transfer } = assertOk(await first.create(commandFor(first)));
    first.next("lose_response", { delayMs: 5, reference: "second" });
    const queued = first.waitingScenarios();
    first.close();
    const { sandbox } = openSandbox("memory", { path, balance: { usd: 5, eur: 5 }, account: "acct_two" });
    expect(assertOk(await sandbox.identify()).account).toBe("acct_one");
    expect(assertOk(await sandbox.balance()).available).toEqual([{ amount: 9_000, currency: "usd" }]);
    expect(sandbox.transfers()).toEqual([transfer]);
    expect(sandbox.waitingScenarios()).toEqual(queued);
    expect(assertOk(await sandbox.checkRecipient("acct_new")).ready).toBe(false);
    expect(assertOk(await sandbox.create(commandFor(sandbox))).replayed).toBe(true);
  });

  test("applies a scenario that was queued by another", async () => {
    const path = temporaryPath();
    const [left, right] = [openSandbox("memory", { path }).sandbox, openSandbox("memory", { path }).sandbox];
    left.next("lose_response");
    assertErr(await right.create(commandFor(right)));
    expect(left.movements()).toBe(1);
    expect(left.waitingScenarios()).toEqual([]);
  });

  test("isn't made before its first use", () => {
    const path = temporaryPath();
    const { sandbox } = openSandbox("memory", { path });
    expect(existsSync(path)).toBe(false);
    expect(sandbox.movements()).toBe(0);
    expect(existsSync(path)).toBe(true);
  });

  test("opens again after close", async () => {
    const { sandbox } = openSandbox("file");
    assertOk(await sandbox.create(commandFor(sandbox)));
    sandbox.close();
    sandbox.close();
    expect(amountIn(assertOk(await sandbox.balance()).available, "usd")).toBe(9_000);
  });
});

describe("a file that isn't a sandbox's", () => {
  test.each([
    ["some text", (path: string) => writeFileSync(path, "reference,amount\n")],
    ["a long text", (path: string) => writeFileSync(path, "reference,amount\n".repeat(100))],
    ["another database", (path: string) => makeDatabase(path, "CREATE TABLE payouts (reference TEXT)")],
    ["a newer sandbox's", (path: string) => makeDatabase(path, newerVersion)],
  ])("(%s) gives a clear error and stays untouched", async (_what, make) => {
    const path = temporaryPath();
    make(path);
    const before = readFileSync(path);
    const { sandbox } = openSandbox("memory", { path });
    const error = assertErr(await sandbox.balance(), "API_ERROR");
    expect(error.message).toMatch(/isn't a sandbox's file, and was left as it is|was made by a newer version/);
    expect(error.retryable).toBe(false);
    const failure = assertErr(await sandbox.create(commandFor(sandbox)));
    expect([failure.kind, failure.error.outcome]).toEqual(["not_executed", "not_created"]);
    expect(() => sandbox.next("decline")).toThrow(error.message);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}-wal`) || existsSync(`${path}-journal`)).toBe(false);
  });

  test("but empty, as a temporary file is made, becomes one", async () => {
    const path = temporaryPath();
    writeFileSync(path, "");
    const { sandbox } = openSandbox("memory", { path });
    assertOk(await sandbox.create(commandFor(sandbox)));
  });

  test("because its folder isn't there gives a clear error", async () => {
    const path = `${temporaryPath()}/folder/world.db`;
    const { sandbox } = openSandbox("memory", { path });
    const error = assertErr(await sandbox.balance());
    expect(error.message).toContain(`the sandbox's file ${path} can't be opened`);
    expect(error.retryable).toBe(false);
  });
});

describe("Node's own modules", () => {
  test("aren't touched by a sandbox in memory", async () => {
    const load = spyOnLoading();
    const { sandbox } = openSandbox("memory");
    assertOk(await sandbox.create(commandFor(sandbox)));
    assertOk(await sandbox.list({ limit: 1 }));
    sandbox.next("slow");
    expect(load).not.toHaveBeenCalled();
  });

  test("are needed by a sandbox in a file, which says so where they are missing", async () => {
    const { sandbox } = openSandbox("file");
    spyOnLoading().mockReturnValue(undefined);
    const { message, outcome } = assertErr(await sandbox.balance());
    expect([message, outcome]).toEqual([expect.stringContaining("needs Node 22.13 or newer"), "not_created"]);
  });
});

function spyOnLoading() {
  const spy = vi.spyOn(process, "getBuiltinModule");
  onTestFinished(() => spy.mockRestore());
  return spy;
}

function makeDatabase(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}
