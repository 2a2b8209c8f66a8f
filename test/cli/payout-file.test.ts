import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { estimateRows, openPayoutFile } from "../../src/cli/payout-file.ts";
import type { SourceRow } from "../../src/cli/source-row.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { collect } from "./collect.ts";
import { temporaryDirectory, temporaryFile } from "./temporary-directory.ts";

const header = "reference,recipientId,amount,currency";

describe("CSV", () => {
  test("is read with its lines", async () => {
    const { rows } = await read(`${header},description\nr1,acct_1,2500,usd,first\nr2,acct_2,300,jpy,\n`);
    expect(rows).toEqual([
      {
        line: 2,
        payout: { reference: "r1", recipientId: "acct_1", amount: 2500, currency: "usd", description: "first" },
        issues: [],
      },
      { line: 3, payout: { reference: "r2", recipientId: "acct_2", amount: 300, currency: "jpy" }, issues: [] },
    ]);
  });

  test("may begin with a byte order mark, end its lines with CRLF, quote fields and order its columns freely", async () => {
    const { rows } = await read(
      '\ufeffcurrency,"amount",description,recipientId,reference\r\nusd,"2500","a ""b"", c\r\nd",acct_1,r1\r\n\r\nusd, 5 ,,acct_2,r2',
    );
    expect(rows.map(({ line, payout }) => [line, payout.reference, payout.amount, payout.description])).toEqual([
      [2, "r1", 2500, 'a "b", c\nd'],
      [5, "r2", 5, undefined],
    ]);
  });

  test("names a column that is missing, one that is there twice and a wrong separator", async () => {
    expect(await refusal("reference,recipient,amount,currency\n")).toContain("missing recipientId");
    expect(await refusal(`${header},amount\n`)).toContain('"amount" is there twice');
    expect(await refusal(header.replaceAll(",", ";"))).toContain("separate the columns with commas");
  });

  test("reports columns that aren't read", async () => {
    const { ignored } = await read(`${header},name,note\nr1,acct_1,5,usd,Ann,hi\n`);
    expect(ignored).toEqual(["name", "note"]);
  });

  test.each([
    ["12.50", "write 1250 for 12.50 usd"],
    ["12.", "decimal point"],
    ["1e3", "digits alone"],
    ["0x10", "digits alone"],
    ["", "is missing"],
    ["$5", "digits alone"],
  ])("an amount of %j can't be paid and says why", async (amount, why) => {
    const { rows } = await read(`${header}\nr1,acct_1,${amount},usd\nr2,acct_1,5,usd\n`);
    expect(rows[0]?.payout.amount).toBeNaN();
    expect(rows[0]?.issues).toEqual([{ path: "amount", message: expect.stringContaining(why) }]);
    expect(rows[1]?.issues).toEqual([]);
  });

  test("a row with a comma too many isn't read as if it fitted", async () => {
    const { rows } = await read(
      "reference,recipientId,currency,amount\nr1,acct_1,usd,1,250\nr2,acct_1,usd,5,,\nr3,acct_1,usd\n",
    );
    expect(rows.map(({ payout }) => payout.amount)).toEqual([Number.NaN, 5, Number.NaN]);
    expect(rows[0]?.issues[0]?.message).toContain("expected 4 fields as in the header, found 5");
    expect(rows[2]?.issues[0]?.message).toContain("found 3");
    expect(rows.map(({ payout }) => payout.currency)).toEqual(["", "usd", ""]);
  });

  test("a row that isn't UTF-8 can't be paid, so that two references never become one", async () => {
    const { rows } = await read(Buffer.from(`${header}\nJos\xe9,acct_1,5,usd\nr2,acct_1,5,usd\n`, "latin1"));
    expect(rows[0]?.payout.amount).toBeNaN();
    expect(rows[0]?.issues[0]).toEqual({ path: "reference", message: expect.stringContaining("UTF-8") });
    expect(rows[1]?.issues).toEqual([]);
  });

  test.each([
    ["  pad1  ", "usd"],
    ["pad1\u00a0", "usd"],
    ["\tpad1", '"usd"'],
  ])("a reference of %j without quotes can't be paid, since quoted it would be another payout", async (reference, currency) => {
    const { rows } = await read(`${header}\nr1,acct_1,5,usd\n${reference},acct_1,5,${currency}\n"${reference}",acct_1,5,usd\n`);
    const message = `${JSON.stringify(reference)} begins or ends with white space; remove the spaces, or quote the reference if they belong to it`;
    expect(rows.map(({ issues }) => issues)).toEqual([[], [{ path: "reference", message }], []]);
    expect(rows.map(({ payout }) => payout.reference)).toEqual(["r1", reference, reference]);
    expect(rows[1]).toMatchObject({ line: 3, payout: { amount: Number.NaN } });
  });

  test("a padded reference is found in any column, beside quoted fields with commas, quotes and line ends", async () => {
    const lines = [
      '" a, ""b"" ,\n c " , 5 ,r1 , acct_1,usd',
      ' " , " ,5, "r2 " ,acct_1 , usd ',
      ", 5,r 3, acct_1 ,usd",
    ];
    const { rows } = await read(`description,amount,reference,recipientId,currency\n \n${lines.join("\n\n")}`);
    expect(rows.map(({ line, payout, issues }) => [line, payout.reference, issues.length])).toEqual([
      [3, "r1 ", 1],
      [6, "r2 ", 0],
      [8, "r 3", 0],
    ]);
    expect(rows.map(({ payout }) => payout.recipientId + payout.currency)).toEqual(Array(3).fill("acct_1usd"));
  });

  test("a reference of JSON Lines is the same as a quoted one", async () => {
    const fields = { reference: "  pad1  ", recipientId: "acct_1", amount: 5, currency: "usd" };
    const json = await read(JSON.stringify(fields), "a.jsonl");
    const csv = await read(`${header}\n"  pad1  ",acct_1,5,usd`);
    expect(json.rows[0]?.payout).toEqual(fields);
    expect(csv.rows[0]?.payout).toEqual(fields);
  });

  test("an unclosed quote stops the reading at its line", async () => {
    const { rows, stopped } = await read(`${header}\nr1,acct_1,5,usd\nr2,acct_1,5,"usd\nr3,acct_1,5,usd\n`);
    expect(rows.map(({ payout }) => payout.reference)).toEqual(["r1"]);
    expect(stopped).toEqual({ line: 3, message: expect.stringContaining("never closed") });
  });

  test.each([
    ['r2,acct_1,5,"two\nlines"\nr3,"a\nb",5,us"d\n', 2, 5, "a quote on line 6 stands inside"],
    ['r2,acct_1,5,"two\nlines\nthen "bad" x"\n', 1, 3, "text follows the closing quote on line 5"],
    ['r2,acct_1,5,usd\nr3,acct_1,5,"usd\nr4,acct_1,5,usd\n', 2, 4, "never closed"],
  ])("a misquoted field (%j) is told with the line of the quote, after every row before it", async (misquoted, count, line, message) => {
    const { rows, stopped } = await read(`${header}\nr1,acct_1,5,usd\n${misquoted}`);
    expect(rows).toHaveLength(count);
    expect(stopped).toEqual({ line, message: expect.stringContaining(message) });
  });

  test("an unclosed quote doesn't pull the whole file into memory", async () => {
    const { rows, stopped } = await read(`${header}\nr1,acct_1,5,usd\nr2,acct_1,5,"usd\n${"x\n".repeat(100_000)}`);
    expect(rows).toHaveLength(1);
    expect(stopped).toEqual({ line: 3, message: expect.stringContaining("never closed") });
  });
});

describe("JSON Lines", () => {
  test("are known by the file's name or by the first byte", async () => {
    const line = '{"reference":"r1","recipientId":"acct_1","amount":2500,"currency":"usd"}\n';
    for (const name of ["a.jsonl", "a.NDJSON", "a.txt"]) {
      const { rows } = await read(line, name);
      expect(rows.map(({ line: at, payout }) => [at, payout.reference, payout.amount])).toEqual([[1, "r1", 2500]]);
    }
  });

  test("are reported by line where they are wrong, and the rest goes on", async () => {
    const wrong = ["nonsense", "[1]", '{"reference":1,"recipientId":"a","amount":"5","currency":"usd"}'];
    const right = '{"reference":"r9","recipientId":"a","amount":5,"currency":"usd","extra":1}';
    const { rows, ignored } = await read(
      `{"reference":"r1","recipientId":"a","amount":12.5,"currency":"usd"}\n${wrong.join("\r\n")}\n\n${right}`,
      "a.jsonl",
    );
    expect(rows.map(({ line, issues }) => [line, issues.map(({ path }) => path)])).toEqual([
      [1, ["amount"]],
      [2, [""]],
      [3, [""]],
      [4, ["reference", "amount"]],
      [6, []],
    ]);
    expect(rows.map(({ payout }) => payout.amount)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, 5]);
    expect(ignored).toEqual(["extra"]);
  });

  test("stop at a line without an end", async () => {
    const { rows, stopped } = await read(
      `{"reference":"r1","recipientId":"a","amount":5,"currency":"usd"}\n{"reference":"${"x".repeat(200_000)}`,
      "a.jsonl",
    );
    expect(rows).toHaveLength(1);
    expect(stopped).toEqual({ line: 2, message: expect.stringContaining("longer than") });
  });

  test("aren't a JSON array, and the message says what to write", async () => {
    expect(await refusal("[{}]", "a.jsonl")).toContain("one object a line");
  });
});

describe("what can't be paid at all is named", () => {
  test.each([
    ["", "is empty"],
    [" \n\n", "is empty"],
    ["\ufeff", "is empty"],
  ])("a file of %j", async (content, why) => {
    expect(await refusal(content)).toContain(why);
  });

  test("a file in UTF-16", async () => {
    expect(await refusal(Buffer.from(`\ufeff${header}\n`, "utf16le"))).toContain("isn't UTF-8 text");
  });

  test("a file that isn't there and a directory", async () => {
    const directory = temporaryDirectory();
    expect(assertErr(await openPayoutFile(`${directory}/none.csv`))).toBe(`${directory}/none.csv isn't there`);
    expect(assertErr(await openPayoutFile(directory))).toContain("is a directory");
  });
});

test("standard input is read as a file is, whatever pieces it comes in", async () => {
  const bytes = Buffer.from(`${header}\r\nré1,acct_1,5,usd\r\nr2,acct_1,6,usd`);
  const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
  const source = assertOk(await openPayoutFile("-", { stdin: Readable.from(pieces) }));
  const rows = await collect(source.rows);
  expect(rows.map(({ line, payout }) => [line, payout.reference, payout.amount])).toEqual([
    [2, "ré1", 5],
    [3, "r2", 6],
  ]);
});

test("a source that breaks off stops the reading after the last row that was handed on", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${header}\n`);
    for (let chunk = 0; chunk < 40; chunk += 1) yield Buffer.from("r,acct_1,5,usd\n".repeat(500));
    throw new Error("the disk is gone");
  }
  const source = assertOk(await openPayoutFile("-", { stdin: broken() }));
  const rows = await collect(source.rows);
  expect(rows.length).toBeGreaterThan(0);
  expect(source.stopped()).toEqual({ line: rows.length + 2, message: "reading failed: the disk is gone" });
});

test("a source that breaks off in the middle of a line never hands on half an amount", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("reference,recipientId,currency,amount\nr1,acct_1,usd,25");
    throw new Error("the disk is gone");
  }
  const source = await openPayoutFile("-", { stdin: broken() });
  expect(source.isOk() ? await collect(source.value.rows) : []).toEqual([]);
});

test.each([
  [`${header}\nr1,acct_1,9007199254740993,usd\n`, "a.csv", "9007199254740993"],
  ['{"reference":"r1","recipientId":"acct_1","amount": 9007199254740993,"currency":"usd"}', "a.jsonl", "9007199254740993"],
  ['{"description":"\\"amount\\":5","reference":"r1","recipientId":"acct_1","amount":1E21,"currency":"usd"}', "a.jsonl", "1E21"],
])("an amount that no number holds is told as the file has it (%#)", async (content, name, shown) => {
  const { rows } = await read(content, name);
  expect(rows.map(({ issues }) => issues)).toEqual([[{ path: "amount", message: `${shown} is too large to be counted exactly` }]]);
});

test("estimateRows counts the filled lines below the header of a file that can be read twice", async () => {
  expect(await estimateRows(temporaryFile(`${header}\na\nb\n`))).toBe(2);
  expect(await estimateRows(temporaryFile(`${header}\na\nb`))).toBe(2);
  expect(await estimateRows(temporaryFile('{"reference":"r1"}\n{"reference":"r2"}\n', "a.jsonl"))).toBe(2);
  expect(await estimateRows(temporaryFile(`\n\ufeff${header}\r\n\r\na\r\n  \n\nb\n\n`))).toBe(2);
  expect(await estimateRows(temporaryFile('\ufeff\n{"reference":"r1"}\n\n', "a.jsonl"))).toBe(1);
  expect(await estimateRows("-")).toBeNull();
});

test("a long file is read as its rows are asked for, and never whole", async () => {
  let handedOut = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${header}\n`);
    for (; handedOut < 100_000; handedOut += 100) yield Buffer.from("r,acct_1,5,usd\n".repeat(100));
  }
  const source = assertOk(await openPayoutFile("-", { stdin: endless() }));
  let rowsRead = 0;
  let furthestAhead = 0;
  for await (const row of source.rows) {
    rowsRead += row.payout.amount === 5 ? 1 : 0;
    furthestAhead = Math.max(furthestAhead, handedOut - rowsRead);
  }
  expect(rowsRead).toBe(100_000);
  expect(furthestAhead).toBeLessThan(20_000);
});

interface ReadFile {
  readonly rows: readonly SourceRow[];
  readonly ignored: readonly string[];
  readonly stopped: unknown;
}

async function read(content: string | Uint8Array, name?: string): Promise<ReadFile> {
  const source = assertOk(await openPayoutFile(temporaryFile(content, name)));
  const rows = await collect(source.rows);
  return { rows, ignored: [...source.ignored], stopped: source.stopped() };
}

async function refusal(content: string | Uint8Array, name?: string): Promise<string> {
  return assertErr(await openPayoutFile(temporaryFile(content, name)));
}
