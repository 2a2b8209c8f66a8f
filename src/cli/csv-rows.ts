import { err, ok, type Issue, type PayoutRequest, type Result } from "../index.ts";
import { amountIssue, readAmount } from "./amount-text.ts";
import { paddedField } from "./csv-padding.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";
import type { DecimalsOf } from "./format-money.ts";
import {
  knownNames,
  makeRow,
  requiredNames,
  type SourceRow,
  type SourceRows,
  toRows,
} from "./source-row.ts";

/** Reads payouts from CSV text as it comes in; the error says what is wrong with the header. */
export async function readCsv(
  text: AsyncIterable<string>,
  decimalsOf: DecimalsOf,
): Promise<Result<SourceRows, string>> {
  const records = csvRecords(text);
  const first = await records.next();
  if (first.done === true)
    return err(first.value === null ? "is empty" : `, line ${first.value.line}: ${first.value.message}`);
  const header = first.value.fields;
  const problem = headerProblem(header);
  if (problem !== null) {
    await records.return(null);
    return err(problem);
  }
  const ignored = new Set(header.filter((name) => name !== "" && !knownNames.has(name)));
  return ok(toRows(records, (record) => toRow(record, header, decimalsOf), ignored));
}

function toRow({ line, fields, raw }: CsvRecord, header: readonly string[], decimalsOf: DecimalsOf): SourceRow {
  const field = (name: string): string => fields[header.indexOf(name)] ?? "";
  const description = field("description");
  const amount = amountIssue(field("amount"), field("currency"), decimalsOf);
  const padded = field("reference") === "" ? null : paddedField(raw, header.indexOf("reference"));
  const payout: PayoutRequest = {
    reference: padded ?? field("reference"),
    recipientId: field("recipientId"),
    amount: readAmount(field("amount")),
    currency: field("currency"),
    ...(description === "" ? {} : { description }),
  };
  const misfit = widthIssue(fields, header);
  // Which field is one too many isn't known, so neither the amount nor the currency is taken for what it seems.
  if (misfit !== null) return makeRow(line, { ...payout, currency: "" }, [misfit]);
  const padding = padded === null ? null : paddingIssue(padded);
  return makeRow(line, payout, [padding, amount].filter((issue) => issue !== null));
}

// Without its spaces it would be the name of another payout, and with them it is seldom what was meant.
function paddingIssue(reference: string): Issue {
  const found = `${JSON.stringify(reference.slice(0, 300))} begins or ends with white space`;
  return { path: "reference", message: `${found}; remove the spaces, or quote the reference if they belong to it` };
}

// A comma too many, as in an amount of 1,250, shifts the fields, so such a row is never read as if it fitted.
function widthIssue(fields: readonly string[], header: readonly string[]): Issue | null {
  const surplus = fields.slice(header.length).some((field) => field !== "");
  const missing = header.slice(fields.length).some((name) => isRequired(name));
  if (!surplus && !missing) return null;
  const found = `expected ${header.length} fields as in the header, found ${fields.length}`;
  return { path: "", message: `${found}; a field with a comma needs quotes` };
}

function headerProblem(header: readonly string[]): string | null {
  const twice = header.find((name, column) => name !== "" && header.indexOf(name) !== column);
  if (twice !== undefined) return `, line 1: the column ${JSON.stringify(twice)} is there twice`;
  const missing = requiredNames.filter((name) => !header.includes(name));
  if (missing.length === 0) return null;
  const shown = header.map((name) => name.slice(0, 40)).join(", ");
  const hint = header.length === 1 && /[;\t]/.test(shown) ? "; separate the columns with commas" : "";
  return `, line 1: missing ${missing.join(
    ", ",
  )}; expected the header reference,recipientId,amount,currency[,description], found ${shown}${hint}`;
}

function isRequired(name: string): boolean {
  return requiredNames.some((required) => required === name);
}
