import { expect, test } from "vitest";
import { RowLedger } from "../../src/cli/row-ledger.ts";
import { makeRow, type SourceRow } from "../../src/cli/source-row.ts";
import { PayoutError, type BatchProblem } from "../../src/index.ts";
import { collect } from "./collect.ts";

test("a ledger knows the line of each payout, whatever blank or long rows lie between", async () => {
  const lines = [2, 3, 7, 8, 9, 20];
  const ledger = new RowLedger();
  await collect(ledger.payouts(rowsAt(lines), new AbortController().signal));
  expect(lines.map((_, index) => ledger.lineOf(index))).toEqual(lines);
});

test("a ledger hands nothing on once the signal says stop", async () => {
  const controller = new AbortController();
  const ledger = new RowLedger();
  for await (const payout of ledger.payouts(rowsAt([2, 3, 4]), controller.signal)) {
    if (payout.reference === "r3") controller.abort();
  }
  expect(ledger.count).toBe(2);
});

test("the reader's own words stand in for the client's about the same field", async () => {
  const ledger = new RowLedger();
  const issues = [{ path: "amount", message: "has a decimal point" }];
  await collect(ledger.payouts(rowsAt([2], issues), new AbortController().signal));
  const problem = problemWith([
    { path: "amount", message: "got NaN" },
    { path: "currency", message: "unknown" },
  ]);
  expect(ledger.issuesOf(problem)).toEqual([...issues, { path: "currency", message: "unknown" }]);
  ledger.settle(0);
  expect(ledger.issuesOf(problem)).toHaveLength(2);
});

test("a payout with an empty reference has none to be named by", async () => {
  const problem = { ...problemWith([]), reference: "" };
  expect(new RowLedger().referenceOf(problem)).toBe("(no reference)");
});

async function* rowsAt(lines: readonly number[], issues: SourceRow["issues"] = []): AsyncGenerator<SourceRow> {
  for (const line of lines)
    yield makeRow(line, { reference: `r${line}`, recipientId: "acct_1", amount: 5, currency: "usd" }, issues);
}

function problemWith(issues: SourceRow["issues"]): BatchProblem {
  const error = new PayoutError({
    code: "INVALID_REQUEST",
    outcome: "not_created",
    reason: "invalid",
    details: { issues },
    message: "wrong",
  });
  return { index: 0, reference: null, status: "failed", error };
}
