import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { type Cell, formatTable } from "../../src/cli/format-table.ts";
import { widthOf, wrapText } from "../../src/cli/wrap-text.ts";

const head = ["created", "transfer", "status", "amount", "recipient"];
const rows: Cell[][] = [
  ["2026-11-01 09:00:00Z", "tr_1Mlb2tKZvKYlo2C8qFxlh9dH", { text: "paid", tone: "good" }, "1,234.50 usd", "acct_1MTfjCQ9PRzxEwkZ"],
  ["2026-11-02 09:00:00Z", "tr_1Mlb2tKZvKYlo2C8qFxlh9dI", "partially_reversed", "5 jpy", "acct_支払い_noor"],
];

describe("a table", () => {
  test("without a width is as wide as its text", () => {
    expect(formatTable([["a", "1", "x"], ["bbb", "22", ""]], { right: [1] })).toEqual(["a     1  x", "bbb  22"]);
  });

  test.each([140, 100, 80, 60, 40, 24])("of %d columns fits them and loses no text", (width) => {
    const lines = formatTable(rows, { right: [3], head, width });
    expect(lines.filter((line) => widthOf(line) > width)).toEqual([]);
    const shown = [...lines.join("")].sort().join("").replaceAll(" ", "");
    for (const cell of rows.flat()) {
      const letters = [...(typeof cell === "string" ? cell : cell.text).replaceAll(" ", "")];
      expect(letters.filter((letter) => !shown.includes(letter))).toEqual([]);
    }
  });

  test("that can't fit beside each other puts each value beside its name", () => {
    const lines = formatTable(rows, { right: [3], head, width: 40 });
    expect(lines[0]).toBe("created    2026-11-01 09:00:00Z");
    expect(lines[3]).toBe("amount     1,234.50 usd");
    expect(lines).toContain("");
  });

  test("has colours only where they are asked for, and they take no room", () => {
    const plain = formatTable(rows, { right: [3], head, width: 100 });
    const coloured = formatTable(rows, { right: [3], head, width: 100, colours: true });
    expect(plain.join("\n")).not.toContain("\u001b");
    expect(coloured.join("\n")).toContain("\u001b[32mpaid\u001b[39m");
    expect(coloured.map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(plain);
  });
});

describe("wrapText", () => {
  test("breaks between words, and within a word that is longer than a line", () => {
    expect(wrapText("one two three", 8)).toEqual(["one two", "three"]);
    expect(wrapText("a abcdefghij b", 4)).toEqual(["a", "abcd", "efgh", "ij b"]);
  });

  test("counts the places on the terminal, not the letters", () => {
    expect(wrapText("支払い支払い", 6)).toEqual(["支払い", "支払い"]);
  });
});
