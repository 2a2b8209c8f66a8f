import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { outputOf, payoutkit, payoutkitInto, start } from "./child-process.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const lost = expect.stringMatching(/^Standard output couldn't be written to \(ENOSPC: .*\), so a part of it is lost\.\n.*isn't paid again\.\n$/);

describe("a standard output that is full", () => {
  test.each([["--help"], ["list --all --json --sandbox"], ["total --sandbox"]])("is told, and %s returns 1", async (command) => {
    expect(await payoutkitInto("/dev/full", command.split(" "))).toEqual({ exitCode: 1, stdout: "", stderr: lost });
  });

  test("is told by a batch that settled what it sent", async () => {
    const directory = temporaryDirectory();
    const input = "reference,recipientId,amount,currency\nr1,acct_1,2500,usd\n";
    const command = ["batch", "-", "--json", "--sandbox", "sandbox.db"];
    expect(await payoutkitInto("/dev/full", command, { directory, input })).toEqual({ exitCode: 1, stdout: "", stderr: lost });
    const again = await payoutkit(["status", "--reference", "r1", "--sandbox", "sandbox.db", "--json"], { directory });
    expect(JSON.parse(again.stdout)).toMatchObject({ state: "paid" });
    const sandbox = sandboxProvider({ path: join(directory, "sandbox.db"), balance: {} });
    expect(sandbox.movements()).toBe(1);
    sandbox.close();
  });

  test("changes no other exit code, and isn't told where nothing was written to it", async () => {
    expect(await payoutkitInto("/dev/full", ["balance"])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: expect.not.stringContaining("Standard output"),
    });
  });
});

test("a file that has room for a part of the output is told to be full", async () => {
  const directory = temporaryDirectory();
  const rows = Array.from({ length: 300 }, (_, row) => `r${row},acct_1,2500,usd\n`).join("");
  await payoutkit(["batch", "-", "--sandbox"], { directory, input: `reference,recipientId,amount,currency\n${rows}` });
  const path = join(directory, "list.json");
  const ended = await payoutkitInto(path, ["list", "--all", "--json", "--sandbox"], { directory }, 128);
  expect(ended).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^Standard output .*EFBIG/) });
  expect(statSync(path).size).toBe(65_536);
});

test("a file has everything that was written to it, in its order", async () => {
  const path = join(temporaryDirectory(), "out.txt");
  expect(await payoutkitInto(path, ["batch", "-", "--sandbox"], { input: "reference,recipientId,amount,currency\n" })).toMatchObject({ exitCode: 0 });
  expect(readFileSync(path, "utf8")).toMatch(/^Paid now +0\n[^]*The file holds no rows, so there was nothing to do\.\n$/);
});

test.each([["--help"], ["list --help"], ["nope"]])("a reader who goes away is no error of %s", async (command) => {
  const child = start(command.split(" "));
  child.stdout.destroy();
  child.stderr.destroy();
  await once(child, "close");
  expect(child.exitCode).toBe(command === "nope" ? 2 : 0);
});

test("a reader who goes away hears no stack", async () => {
  const child = start(["--help"]);
  const output = outputOf(child);
  child.stdout.destroy();
  expect(await output).toMatchObject({ exitCode: 0, stderr: "" });
});
