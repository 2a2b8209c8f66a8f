import { appendFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { batchPayoutCommand } from "../../src/cli/index.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { captureIo } from "./captured-io.ts";
import { impatientClient, sandboxClient } from "./sandbox-client.ts";
import { temporaryFile } from "./temporary-directory.ts";

const header = "reference,recipientId,amount,currency\n";
const twoRows = `${header}r1,acct_1,2500,usd\nr2,acct_2,3000,eur\n`;

describe("batchPayoutCommand", () => {
  test("pays every row and returns 0", async () => {
    const { client, sandbox } = sandboxClient();
    const { io, lines } = captureIo();
    const exitCode = await batchPayoutCommand(client, { file: temporaryFile(twoRows) }, io);
    expect(exitCode).toBe(0);
    expect(lines()[0]).toMatch(/^Paid now +2 +30\.00 eur, 25\.00 usd$/);
    expect(sandbox.movements()).toBe(2);
  });

  test("run again pays nothing, says so and returns 0", async () => {
    const { client, sandbox } = sandboxClient();
    const file = temporaryFile(twoRows);
    await batchPayoutCommand(client, { file }, captureIo().io);
    const { io, lines } = captureIo();
    expect(await batchPayoutCommand(client, { file }, io)).toBe(0);
    expect(lines().join("\n")).toContain("Everything was paid before; nothing was paid again.");
    expect(sandbox.movements()).toBe(2);
  });

  test("reports each row that failed by its line with what to do, pays the rest and returns 1", async () => {
    const { client, sandbox } = sandboxClient({ recipients: { acct_new: "not_ready" } });
    const rows = [
      "r1,acct_1,12.50,usd",
      "r2,acct_new,2500,eur",
      "",
      "r3,acct_1,640,usd",
      "r4,acct_1,5,xxx",
      "r5,acct_1,2500,usd",
      "r5,acct_1,2500,usd",
      "r5,acct_1,2600,usd",
    ];
    const { io, lines } = captureIo();
    expect(await batchPayoutCommand(client, { file: temporaryFile(header + rows.join("\n")) }, io)).toBe(1);
    const problems = lines().filter((line) => line.startsWith("line "));
    expect(problems).toEqual([
      expect.stringMatching(/^line 2: r1: amount: "12.50" has a decimal point.*write 1250 for 12\.50 usd\./),
      expect.stringMatching(/^line 3: r2: .*finish setting up/),
      expect.stringMatching(/^line 5: r3: .*minimum/),
      expect.stringMatching(/^line 6: r4: currency: .*"xxx"/),
      expect.stringMatching(/^line 9: r5: .*reference of its own/),
    ]);
    expect(lines()[1]).toMatch(/^Already paid +1 +not paid again$/);
    expect(sandbox.transfers().map(({ amount }) => amount)).toEqual([2500]);
  });

  test.each([true, false])("of a file with a header alone says that it holds no rows and returns 0 (dry run: %s)", async (dryRun) => {
    const { io, lines } = captureIo();
    expect(await batchPayoutCommand(sandboxClient().client, { file: temporaryFile(`${header}\n\n`), dryRun }, io)).toBe(0);
    expect(lines()).toContain("The file holds no rows, so there was nothing to do.");
  });

  test("with --json says of a row that can't be read what people are told", async () => {
    const { io, documents } = captureIo();
    await batchPayoutCommand(sandboxClient().client, { file: temporaryFile(`${header},acct_1,12.50,usd\n`), json: true }, io);
    const told = /^amount: "12\.50" has a decimal point.*; reference: expected 1 to 255/;
    const issues = [expect.objectContaining({ path: "amount" }), expect.objectContaining({ path: "reference" })];
    expect(documents()[0]).toMatchObject({ line: 2, error: { message: expect.stringMatching(told), details: { issues } } });
    expect(JSON.stringify(documents()[0])).not.toContain("NaN");
  });

  test("with --dry-run tells the problems in the order of the file", async () => {
    const rows = ["r1,acct_1,999,usd", "r2,acct_1,x,usd", "r3,acct_1,2500,usd", "r4,acct_1,998,usd", ",acct_1,5,eur", "r3,acct_1,2600,usd"];
    const { io, lines } = captureIo();
    await batchPayoutCommand(sandboxClient().client, { file: temporaryFile(header + rows.join("\n")), dryRun: true }, io);
    expect(lines().find((line) => line.startsWith("line 7"))).toContain("reference of its own");
    const places = lines().filter((line) => line.startsWith("line ")).map((line) => line.split(":", 2).join(":"));
    expect(places).toEqual(["line 2: r1", "line 3: r2", "line 5: r4", "line 6: (no reference)", "line 7: r3"]);
  });

  test("returns 3 where an outcome is unknown, and finds out when it is run again", async () => {
    const { client, sandbox } = impatientClient();
    sandbox.next("lose_response", { reference: "r1", times: Number.POSITIVE_INFINITY });
    const { io, lines } = captureIo();
    const file = temporaryFile(twoRows);
    expect(await batchPayoutCommand(client, { file }, io)).toBe(3);
    expect(lines().find((line) => line.startsWith("line 2"))).toContain("never pays a second time");
    sandbox.clearScenarios();
    expect(await batchPayoutCommand(client, { file }, captureIo().io)).toBe(0);
    expect(sandbox.movements()).toBe(2);
  });

  test("says of what was paid and reversed since that it won't be paid again, and returns 1", async () => {
    const { client } = sandboxClient();
    const file = temporaryFile(twoRows);
    const reverse = async (reference: string): Promise<void> => {
      const payout = assertOk(await client.getPayout(reference));
      assertOk(await client.reverseTransfer({ transferId: payout?.transfer?.id ?? "", reference: `${reference}:back` }));
    };
    await batchPayoutCommand(client, { file }, captureIo().io);
    await reverse("r1");
    const { io, lines } = captureIo();
    expect(await batchPayoutCommand(client, { file }, io)).toBe(1);
    expect(lines().slice(1)).toEqual([
      "Already paid  1  not paid again",
      "Failed        1  paid before and reversed since",
      "Unknown       0",
      "Not started   0",
      "",
      expect.stringMatching(
        /^line 2: r1: it was paid before by transfer \S+, which has been reversed since\. Running it again won't pay it; a new payout takes a new reference\.$/,
      ),
      "",
      "What was reversed won't be paid by running this again; a new payout takes a new reference.",
    ]);
    const mixed = captureIo();
    appendFileSync(file, "r3,acct_1,999,usd\n");
    expect(await batchPayoutCommand(client, { file }, mixed.io)).toBe(1);
    expect(mixed.lines()[2]).toMatch(/^Failed +2 +1 of them paid before and reversed since; the others moved no money$/);
    expect(mixed.lines().slice(-2)).toEqual([expect.stringMatching(/^Run the same command again when/), expect.stringMatching(/^What was reversed/)]);
  });

  test("with --json gives a line a result and a report at the end", async () => {
    const { client } = sandboxClient();
    const { io, documents } = captureIo();
    const file = temporaryFile(`${header}r1,acct_1,2500,usd\nr2,acct_1,1.5,usd\n`);
    expect(await batchPayoutCommand(client, { file, json: true }, io)).toBe(1);
    expect(documents()).toHaveLength(3);
    expect(documents()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: "result",
          line: 2,
          reference: "r1",
          status: "paid",
          transfer: expect.objectContaining({ amount: 2500 }),
        }),
        expect.objectContaining({
          type: "result",
          line: 3,
          status: "failed",
          error: expect.objectContaining({ code: "INVALID_REQUEST" }),
        }),
      ]),
    );
    expect(documents().at(-1)).toMatchObject({
      type: "report",
      counts: { paid: 1, failed: 1 },
      paid: [{ amount: 2500, currency: "usd" }],
      interrupted: false,
    });
  });

  test("never writes a control character from the file", async () => {
    const { client } = sandboxClient();
    const { io, lines } = captureIo();
    const file = temporaryFile(`${header}"r\u001b[2J",acct_1,2500,usd\nr2,acct_\u001b]0;x\u0007,2500,usd\n`);
    await batchPayoutCommand(client, { file }, io);
    expect(lines().join("")).toContain("\\u{1b}");
    expect(lines().join("")).not.toMatch(/\p{Cc}/u);
  });

  test("stops at an unclosed quote, keeps what was paid and returns 1", async () => {
    const { client, sandbox } = sandboxClient();
    const { io, lines } = captureIo();
    const file = temporaryFile(`${header}r1,acct_1,2500,usd\nr2,acct_1,2500,"usd\nr3,acct_1,2500,usd\n`);
    expect(await batchPayoutCommand(client, { file }, io)).toBe(1);
    expect(lines().join("\n")).toContain("Reading stopped at line 3");
    expect(sandbox.movements()).toBe(1);
  });

  test.each([
    ["", "is empty"],
    ["reference,amount\n", "missing recipientId, currency"],
  ])("sends nothing of a file of %j and returns 2", async (content, why) => {
    const { client } = sandboxClient();
    const { io, errors } = captureIo();
    const file = temporaryFile(content);
    expect(await batchPayoutCommand(client, { file }, io)).toBe(2);
    expect(errors()).toContain(file);
    expect(errors()).toContain(why);
    expect(errors()).toContain("Nothing was sent.");
  });

  test("of a file with a header alone pays nothing and returns 0", async () => {
    const { client } = sandboxClient();
    expect(await batchPayoutCommand(client, { file: temporaryFile(header) }, captureIo().io)).toBe(0);
  });

  test("says which columns it didn't read", async () => {
    const { client } = sandboxClient();
    const { io, errors } = captureIo();
    await batchPayoutCommand(
      client,
      { file: temporaryFile("name,reference,recipientId,amount,currency\nAnn,r1,acct_1,2500,usd\n") },
      io,
    );
    expect(errors()).toContain("Not read: name.");
  });

  test("returns 130 and starts nothing once it is interrupted", async () => {
    const { client, sandbox } = sandboxClient();
    const { io, lines } = captureIo({ signal: AbortSignal.abort() });
    expect(await batchPayoutCommand(client, { file: temporaryFile(twoRows) }, io)).toBe(130);
    expect(lines().join("")).not.toContain("Paid now  2");
    expect(sandbox.movements()).toBe(0);
  });

  test("interrupted half-way tells how to go on, and going on pays the rest once", async () => {
    const { client, sandbox } = sandboxClient();
    const controller = new AbortController();
    const { io, lines } = captureIo({
      signal: controller.signal,
      progress: { start: () => {}, update: ({ paid }) => void (paid >= 5 && controller.abort()), stop: () => {} },
    });
    const rows = Array.from({ length: 500 }, (_, row) => `r${row},acct_1,1000,usd\n`).join("");
    const file = temporaryFile(header + rows);
    expect(await batchPayoutCommand(client, { file, concurrency: 2 }, io)).toBe(130);
    expect(lines().join("\n")).toContain("Run the same command again");
    expect(sandbox.movements()).toBeLessThan(500);
    expect(await batchPayoutCommand(client, { file }, captureIo().io)).toBe(0);
    expect(sandbox.movements()).toBe(500);
  });
});

test("batchPayoutCommand whose output is lost settles what it sent, starts nothing new and returns 1", async () => {
  const { client, sandbox } = sandboxClient();
  const controller = new AbortController();
  const settled: unknown[] = [];
  const { io } = captureIo({
    outputFailed: controller.signal,
    write: (text) => {
      settled.push(text);
      controller.abort();
    },
  });
  const rows = Array.from({ length: 500 }, (_, row) => `r${row},acct_1,1000,usd\n`).join("");
  const file = temporaryFile(header + rows);
  expect(await batchPayoutCommand(client, { file, concurrency: 2, json: true }, io)).toBe(1);
  expect(sandbox.movements()).toBeLessThan(500);
  // One line for each payout that was sent, and the report.
  expect(settled).toHaveLength(sandbox.movements() + 1);
  expect(await batchPayoutCommand(client, { file }, captureIo().io)).toBe(0);
  expect(sandbox.movements()).toBe(500);
});

describe("batchPayoutCommand with real money", () => {
  test("shows the plan, asks, and sends after a yes", async () => {
    const { client, sandbox } = sandboxClient();
    const questions: string[] = [];
    const { io, errors } = captureIo({ confirm: async (question) => questions.push(question) > 0 });
    expect(await batchPayoutCommand(client, { file: temporaryFile(twoRows), live: true }, io)).toBe(0);
    expect(questions).toEqual(["Send this real money?"]);
    expect(errors()).toMatch(
      /2 payouts to send, to 2 recipients, out of 2 rows:\n {2}30\.00 eur in 1 payout; .*\n {2}25\.00 usd in 1 payout/,
    );
    expect(sandbox.movements()).toBe(2);
  });

  test("sends nothing after a no", async () => {
    const { client, sandbox } = sandboxClient();
    const { io, errors } = captureIo({ confirm: async () => false });
    expect(await batchPayoutCommand(client, { file: temporaryFile(twoRows), live: true }, io)).toBe(1);
    expect(errors()).toContain("Nothing was sent.");
    expect(sandbox.movements()).toBe(0);
  });

  test("sends nothing where there is nobody to ask, and names --yes", async () => {
    const { client, sandbox } = sandboxClient();
    const { io, errors } = captureIo();
    expect(await batchPayoutCommand(client, { file: temporaryFile(twoRows), live: true }, io)).toBe(2);
    expect(errors()).toContain("--yes");
    expect(sandbox.movements()).toBe(0);
  });

  test("sends without asking with --yes", async () => {
    const { client, sandbox } = sandboxClient();
    expect(
      await batchPayoutCommand(client, { file: temporaryFile(twoRows), live: true, yes: true }, captureIo().io),
    ).toBe(0);
    expect(sandbox.movements()).toBe(2);
  });

  test("sends nothing of a file that changed after the plan", async () => {
    const { client, sandbox } = sandboxClient();
    const file = temporaryFile(twoRows);
    const confirm = async (): Promise<boolean> => {
      appendFileSync(file, "r3,acct_3,9000,usd\n");
      return true;
    };
    const { io, errors } = captureIo({ confirm });
    expect(await batchPayoutCommand(client, { file, live: true }, io)).toBe(2);
    expect(errors()).toContain("changed while it was being looked at");
    expect(sandbox.movements()).toBe(0);
  });
});

describe("batchPayoutCommand with --dry-run", () => {
  test("shows the plan, sends nothing and returns 0", async () => {
    const { client, sandbox } = sandboxClient();
    const { io, lines } = captureIo();
    expect(await batchPayoutCommand(client, { file: temporaryFile(twoRows), dryRun: true }, io)).toBe(0);
    expect(lines().at(-1)).toBe("Dry run: nothing was sent.");
    expect(sandbox.movements()).toBe(0);
  });

  test("returns 1 and names the line where something wouldn't be paid, or money is missing", async () => {
    const { client } = sandboxClient({ balance: { usd: 3000 } });
    const { io, lines } = captureIo();
    const file = temporaryFile(`${header}r1,acct_1,2500,usd\nr2,acct_1,1.50,usd\nr3,acct_1,2500,usd\n`);
    expect(await batchPayoutCommand(client, { file, dryRun: true }, io)).toBe(1);
    expect(lines().join("\n")).toContain("20.00 usd too little");
    expect(lines().join("\n")).toContain('line 3: r2: amount: "1.50" has a decimal point');
  });

  test("with --json is one document", async () => {
    const { client } = sandboxClient();
    const { io, documents } = captureIo();
    await batchPayoutCommand(client, { file: temporaryFile(twoRows), dryRun: true, json: true }, io);
    expect(documents()).toEqual([{ plan: expect.objectContaining({ total: 2, toSend: 2, recipientCount: 2 }) }]);
  });
});
