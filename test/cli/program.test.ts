import { describe, expect, test } from "vitest";
import { helpExamples } from "../../src/cli/help-examples.ts";
import type { ClientFlags } from "../../src/cli/open-client.ts";
import { makeProgram } from "../../src/cli/program.ts";

const sendArgs = "send --reference r1 --to acct_1 --amount 5 --currency usd".split(" ");

describe("the binary's arguments", () => {
  test.each([
    [["balanse"], "Did you mean balance?"],
    [["help", "nope"], "unknown command 'nope'\npayoutkit --help shows every command."],
    [["help", "balanse"], "Did you mean balance?"],
    [["batch", "a.csv", "--concurency", "2"], "Did you mean --concurrency?"],
    [["list", "--limt", "5"], "Did you mean --limit?"],
    [["list", "--limit", "many"], "whole number"],
    [["list", "--status", "gone"], "Allowed choices are pending, paid"],
    [["summary", "--from", "yesterday"], "2026-11-01 (UTC)"],
    [["summary", "--interval", "year"], "Allowed choices are day, week, month"],
    [["total", "--minimum", "usd"], "usd=1000"],
    [["send", "--reference", "r1"], "send needs --to, --amount, --currency"],
    [["send", "--referense", "r1", "--to", "a"], "Did you mean --reference?"],
    [["send", "--reference", "r1", "--to", "a", "--amount", "25.00", "--currency", "usd"], "decimal point"],
    [["batch"], "name the file to pay"],
    [["batch", "--sandbox", "payouts.csv"], '"payouts.csv" was read as the path of --sandbox'],
    [["batch", "a.csv", "--queue", "--dry-run"], "'--queue' cannot be used with option '--dry-run'"],
    [["batch", "a.csv", "--queue", "--results", "r.csv"], "'--queue' cannot be used with option '--results <path>'"],
    [["batch", "a.csv", "--overwrite"], "--overwrite means nothing without --results"],
    [["batch", "a.csv", "--batch-id", "b"], "--batch-id means nothing without --queue"],
    [["summary", "--overwrite"], "--overwrite means nothing without --html"],
    [["total", "--history", "cache"], "Allowed choices are provider, store"],
    [["status"], "name the transfer's id, such as tr_123, or the payout by --reference"],
    [["status", "tr_1", "--reference", "r1"], "not both"],
    [["worker", "--store", "payouts.db"], "unknown option '--store'"],
    [["batch", "a.csv", "--queue", "--store", "other.db"], "leave out --store"],
    [["recover", "now"], "too many arguments"],
    [[...sendArgs, "--amount", "99"], '--amount is given twice, with "5" and with "99"'],
    [[...sendArgs, "--recipient", "acct_2"], '--to or --recipient is given twice, with "acct_1" and with "acct_2"'],
    [[...sendArgs, "--store=a.db", "--store=b.db"], '--store is given twice, with "a.db" and with "b.db"'],
    [[...sendArgs, "--sandbox", "--sandbox", "s.db"], '--sandbox is given twice, with no value and with "s.db"'],
    [["total", "--minimum", "usd=5", "--minimum", "USD=9"], "The minimum of usd is given twice, as 5 and as 9"],
    [["batch", "a.csv", "--\u001b[2Jx"], "--\\u{1b}[2Jx"],
  ])("%j are refused with a word of help, and nothing is run", async (args, help) => {
    const { ran, errors } = await parse(args);
    expect(errors).toContain(help);
    expect(ran).toEqual([]);
  });

  test("become the flags that every command has", async () => {
    const args = "balance --store a.db --namespace n --minimum usd=1000 --minimum EUR=5 --sandbox s.db --json".split(
      " ",
    );
    const { ran } = await parse(args);
    const minimum = { usd: 1000, eur: 5 };
    expect(ran).toEqual([{ store: "a.db", namespace: "n", minimum, sandbox: "s.db", json: true }]);
  });

  test.each(["--to", "--recipient"])("name the recipient of a payout by %s", async (flag) => {
    const { ran } = await parse(["send", "--reference", "r1", flag, "acct_1", "--amount", "5", "--currency", "usd"]);
    expect(ran).toEqual([expect.objectContaining({ to: "acct_1" })]);
  });

  test("may leave out the sandbox's path and the store", async () => {
    expect((await parse(["recover", "--sandbox"])).ran).toEqual([{ store: "payouts.db", sandbox: true }]);
  });
});

test("the help of every command shows examples that the binary understands", async () => {
  const commands = makeProgram(() => Promise.resolve(), () => undefined).commands.map((command) => command.name());
  expect(commands.pop()).toBe("help");
  for (const command of commands) {
    const examples = helpExamples[command] ?? [];
    expect(examples, command).not.toEqual([]);
    for (const example of examples) {
      expect((await parse(example.replace(/^.*?payoutkit /, "").split(" "))).errors, example).toBe("");
    }
  }
});

test("a mistake is followed by how to see every option", async () => {
  expect((await parse(["list", "--limt", "5"])).errors).toContain("payoutkit list --help shows every option.");
});

async function parse(args: readonly string[]): Promise<{ ran: readonly ClientFlags[]; errors: string }> {
  const ran: ClientFlags[] = [];
  let errors = "";
  const program = makeProgram(
    (flags) => Promise.resolve(void ran.push(flags)),
    (text) => void (errors += text),
  );
  await program.parseAsync(args, { from: "user" }).catch(() => undefined);
  return { ran, errors };
}
