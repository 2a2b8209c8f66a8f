import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "csv-parse/sync";
import { runBatch } from "../../src/cli/batch-run.ts";
import { batchPayoutCommand, type BatchPayoutOptions } from "../../src/cli/index.ts";
import { makeOutput } from "../../src/cli/output.ts";
import { openPayoutFile } from "../../src/cli/payout-file.ts";
import { resultColumns } from "../../src/cli/result-row.ts";
import { openResultsFile } from "../../src/cli/results-file.ts";
import { harmlessCell } from "../../src/cli/spreadsheet-cell.ts";
import { sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { captureIo } from "./captured-io.ts";
import { start } from "./child-process.ts";
import { sandboxClient } from "./sandbox-client.ts";
import { temporaryDirectory, temporaryFile } from "./temporary-directory.ts";

const header = "reference,recipientId,amount,currency\n";
const mixed = `${header}r1,acct_1,2500,USD\nr2,acct_new,3000,eur\nr3,acct_1,12.50,usd\n=1+1,@acct,2500,usd\n`;

describe("batch --results", () => {
  test("writes each row as CSV with all that is known of it", async () => {
    const { directory, pay } = prepare();
    const results = join(directory, "results.csv");
    expect((await pay(mixed, { results })).exitCode).toBe(1);
    const rows = readCsv(results);
    expect(Object.keys(rows[0] ?? {})).toEqual([...resultColumns]);
    expect(rows).toHaveLength(4);
    expect(rows.find(({ line }) => line === "2")).toEqual({
      line: "2",
      reference: "r1",
      recipientId: "acct_1",
      amount: "2500",
      currency: "usd",
      status: "paid",
      transferId: expect.stringMatching(/^tr_/),
      errorCode: "",
      outcome: "created",
      message: "",
    });
    expect(rows.find(({ line }) => line === "3")).toMatchObject({
      recipientId: "acct_new",
      amount: "3000",
      status: "failed",
      errorCode: "INVALID_RECIPIENT",
      outcome: "not_created",
      message: expect.stringContaining("finish setting up"),
    });
    expect(rows.find(({ line }) => line === "4")).toMatchObject({ amount: "", errorCode: "INVALID_REQUEST" });
  });

  test("makes what a spreadsheet would take for a formula harmless", async () => {
    const { directory, pay } = prepare();
    const results = join(directory, "results.csv");
    await pay(mixed, { results });
    expect(readCsv(results).find(({ line }) => line === "5")).toMatchObject({ reference: "'=1+1", recipientId: "'@acct" });
  });

  test("writes JSON Lines with the same names where the file's name ends so", async () => {
    const { directory, pay } = prepare();
    const results = join(directory, "results.jsonl");
    await pay(mixed, { results });
    const rows = readFileSync(results, "utf8").trimEnd().split("\n").map((line): unknown => JSON.parse(line));
    expect(rows).toHaveLength(4);
    expect(rows.map((row) => Object.keys(row as object))).toEqual(rows.map(() => [...resultColumns]));
    expect(rows).toContainEqual(expect.objectContaining({ line: 5, reference: "=1+1", recipientId: "@acct" }));
  });

  test("of a batch that is run again holds every row again, also those paid before", async () => {
    const { directory, pay } = prepare();
    const results = join(directory, "results.csv");
    await pay(mixed, { results });
    await pay(mixed, { results, overwrite: true });
    expect(readCsv(results).map(({ line, status }) => `${line} ${status}`).sort()).toEqual([
      "2 already_paid",
      "3 failed",
      "4 failed",
      "5 already_paid",
    ]);
  });
});

test("the result of a row that was paid and reversed since names its transfer", async () => {
  const { client } = sandboxClient();
  const { id } = assertOk(await client.sendPayout({ reference: "r1", recipientId: "acct_1", amount: 2500, currency: "usd" }));
  assertOk(await client.reverseTransfer({ transferId: id, reference: "r1:back" }));
  const results = join(temporaryDirectory(), "results.csv");
  await batchPayoutCommand(client, { file: temporaryFile(`${header}r1,acct_1,2500,usd\n`), results }, captureIo().io);
  expect(readCsv(results)).toEqual([expect.objectContaining({ status: "failed", errorCode: "ALREADY_PAID", outcome: "created", transferId: id })]);
});

describe("batch --results sends nothing and says why", () => {
  test("where the file is there already, which stays as it is", async () => {
    const { directory, pay, movements } = prepare();
    const results = join(directory, "results.csv");
    writeFileSync(results, "line,reference\n2,r1\n");
    const { exitCode, errors } = await pay(mixed, { results });
    expect(exitCode).toBe(2);
    expect(errors).toMatch(/is there already.*--overwrite.*Nothing was sent/);
    expect(readFileSync(results, "utf8")).toBe("line,reference\n2,r1\n");
    expect(movements()).toBe(0);
  });

  test("where --overwrite names a file that holds no results, such as the payouts themselves", async () => {
    const { directory, pay, movements } = prepare();
    const results = join(directory, "payouts.csv");
    writeFileSync(results, mixed);
    expect((await pay(mixed, { results, overwrite: true })).errors).toContain("doesn't hold results of payoutkit");
    expect(readFileSync(results, "utf8")).toBe(mixed);
    expect(movements()).toBe(0);
  });

  test.each([["results.txt"], ["missing/results.csv"]])("where it can't be written as %s", async (name) => {
    const { directory, pay, movements } = prepare();
    expect((await pay(mixed, { results: join(directory, name) })).exitCode).toBe(2);
    expect(movements()).toBe(0);
  });
});

describe("the results file", () => {
  test("of a batch that never began isn't left behind, so that the same command can be given again", async () => {
    const { directory, pay } = prepare();
    const results = join(directory, "results.csv");
    await pay(mixed, { results, live: true });
    expect(existsSync(results)).toBe(false);
  });

  test("of an earlier run stays as it is where the new run never begins", async () => {
    const { directory, pay } = prepare();
    const results = join(directory, "results.csv");
    await pay(mixed, { results });
    const before = readFileSync(results, "utf8");
    await pay(mixed, { results, overwrite: true, live: true });
    expect(readFileSync(results, "utf8")).toBe(before);
  });

  test("of a batch without rows has its header alone", async () => {
    const { directory, pay } = prepare();
    const results = join(directory, "results.csv");
    await pay(header, { results });
    expect(readFileSync(results, "utf8")).toBe(`${resultColumns.join(",")}\n`);
  });

  test("that can no longer be written to stops the batch, which says so", async () => {
    const { client, sandbox } = sandboxClient();
    const { io, lines } = captureIo();
    const rows = Array.from({ length: 200 }, (_, row) => `r${row},acct_1,1000,usd\n`).join("");
    const file = temporaryFile(header + rows);
    const results = join(temporaryDirectory(), "results.csv");
    const source = assertOk(await openPayoutFile(file));
    const opened = assertOk(openResultsFile({ path: results, overwrite: false }));
    // A closed descriptor refuses every write, as a full disk does.
    opened.close();
    const output = makeOutput({}, io);
    const run = { client, options: { file, concurrency: 2 }, io, output, source, expected: 200, results: opened };
    expect(await runBatch(run)).toBe(1);
    expect(lines().join("\n")).toContain("could no longer be written to");
    expect(sandbox.movements()).toBeLessThan(200);
  });

  test("of a process that is killed holds whole rows, each of them true", async () => {
    const directory = temporaryDirectory();
    const child = start(["batch", "-", "--sandbox", "sandbox.db", "--results", "results.csv"], { directory });
    child.stdin.write(header + Array.from({ length: 60 }, (_, row) => `r${row},acct_1,1000,usd\n`).join(""));
    const results = join(directory, "results.csv");
    const rowCount = (): number => (existsSync(results) ? readFileSync(results, "utf8").split("\n").length - 2 : 0);
    await expect.poll(rowCount, { timeout: 30_000, interval: 5 }).toBeGreaterThan(3);
    child.kill("SIGKILL");
    if (child.signalCode === null) await once(child, "exit");
    expect(readFileSync(results, "utf8").endsWith("\n")).toBe(true);
    const sandbox = sandboxProvider({ path: join(directory, "sandbox.db"), balance: { usd: 1 } });
    const made = new Set(sandbox.transfers().map(({ id }) => id));
    sandbox.close();
    const rows = readCsv(results);
    expect(rows.filter((row) => row["status"] !== "paid" || !made.has(row["transferId"] ?? ""))).toEqual([]);
    expect(rows.length).toBeGreaterThan(3);
  });
});

describe("harmlessCell", () => {
  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "a;=1", 'a",=1', "\u00a0-1"])(
    "disarms %j",
    (text) => {
      expect(harmlessCell(text)).toMatch(/(^|[,;|"\t])'/);
    },
  );

  test.each(["2026-11:maya", "acct_1", "a=b", "a - b", "x@y.example", ""])("leaves %j as it is", (text) => {
    expect(harmlessCell(text)).toBe(text);
  });
});

interface Prepared {
  readonly directory: string;
  readonly movements: () => number;
  readonly pay: (
    content: string,
    options: Partial<BatchPayoutOptions>,
  ) => Promise<{ exitCode: number; errors: string }>;
}

function prepare(): Prepared {
  const { client, sandbox } = sandboxClient({ recipients: { acct_new: "not_ready" } });
  const pay: Prepared["pay"] = async (content, options) => {
    const { io, errors } = captureIo();
    const exitCode = await batchPayoutCommand(client, { file: temporaryFile(content), ...options }, io);
    return { exitCode, errors: errors() };
  };
  return { directory: temporaryDirectory(), movements: () => sandbox.movements(), pay };
}

function readCsv(path: string): Record<string, string>[] {
  return parse(readFileSync(path), { columns: true });
}
