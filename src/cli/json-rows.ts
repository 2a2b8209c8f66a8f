import type { Issue, PayoutRequest } from "../index.ts";
import { amountIssue, tooLarge } from "./amount-text.ts";
import type { DecimalsOf } from "./format-money.ts";
import {
  knownNames,
  longestRow,
  makeRow,
  readingFault,
  type Records,
  type SourceRow,
  type SourceRows,
  toRows,
} from "./source-row.ts";

/** Reads payouts from JSON Lines, one object a line, as they come in. */
export function readJsonLines(text: AsyncIterable<string>, decimalsOf: DecimalsOf): SourceRows {
  const ignored = new Set<string>();
  return toRows(filledLines(text), (line) => toRow(line, ignored, decimalsOf), ignored);
}

interface Line {
  readonly line: number;
  readonly text: string;
}

async function* filledLines(text: AsyncIterable<string>): Records<Line> {
  let line = 0;
  let rest = "";
  try {
    for await (const chunk of text) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const complete of lines) {
        line += 1;
        if (complete.trim() !== "") yield { line, text: complete.trim() };
      }
      if (rest.length > longestRow) return { line: line + 1, message: `is longer than ${longestRow} characters` };
    }
  } catch (cause) {
    return { line: line + 1, message: readingFault(cause) };
  }
  if (rest.trim() !== "") yield { line: line + 1, text: rest.trim() };
  return null;
}

function toRow({ line, text }: Line, ignored: Set<string>, decimalsOf: DecimalsOf): SourceRow {
  const value = parseObject(text);
  if (value === null) {
    return makeRow(line, unreadable, [{ path: "", message: "this line isn't a JSON object" }]);
  }
  for (const name of Object.keys(value)) {
    if (!knownNames.has(name) && ignored.size < 20) ignored.add(name);
  }
  const issues: Issue[] = [];
  const readText = (path: string): string => {
    const field = value[path];
    if (typeof field === "string") return field;
    issues.push({ path, message: field === undefined ? "is missing" : "expected a string" });
    return "";
  };
  const payout: PayoutRequest = {
    reference: readText("reference"),
    recipientId: readText("recipientId"),
    currency: readText("currency"),
    amount: typeof value["amount"] === "number" ? value["amount"] : Number.NaN,
    ...(value["description"] === undefined || value["description"] === null
      ? {}
      : { description: readText("description") }),
  };
  const amount = jsonAmountIssue(value["amount"], { text, currency: payout.currency, decimalsOf });
  return makeRow(line, payout, amount === null ? issues : [...issues, amount]);
}

interface AmountPlace {
  readonly text: string;
  readonly currency: string;
  readonly decimalsOf: DecimalsOf;
}

function jsonAmountIssue(value: unknown, { text, currency, decimalsOf }: AmountPlace): Issue | null {
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return null;
    return Number.isInteger(value) ? tooLarge(writtenAmount(text, value)) : amountIssue(String(value), currency, decimalsOf);
  }
  const message = value === undefined ? "is missing" : "expected a number in minor units, without quotes";
  return { path: "amount", message };
}

/** What the line says, because the number that was read from it is another one. */
function writtenAmount(text: string, read: number): string {
  const written = [...text.matchAll(/"amount"\s*:\s*([-+.\deE]+)/g)].map(([, digits = ""]) => digits);
  return written.find((digits) => Number(digits) === read) ?? String(read);
}

function parseObject(text: string): Partial<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

const unreadable: PayoutRequest = { reference: "", recipientId: "", amount: Number.NaN, currency: "" };
