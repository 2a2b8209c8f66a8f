import type { BatchProblem, Issue } from "../index.ts";
import { nextStep } from "./describe-error.ts";
import { errorText } from "./error-text.ts";
import type { ShowMoney } from "./format-money.ts";
import type { RowLedger } from "./row-ledger.ts";

/** A problem of a batch in a line: where it is, what is wrong, what to do. */
export function problemLine(problem: BatchProblem, ledger: RowLedger, show: ShowMoney): string {
  const place = `line ${ledger.lineOf(problem.index)}: ${ledger.referenceOf(problem)}`;
  return `${place}: ${problemMessage(problem, ledger, show)}`;
}

/** What is wrong with a payout of a batch and what to do. */
export function problemMessage(problem: BatchProblem, ledger: RowLedger, show: ShowMoney): string {
  const issues = ledger.issuesOf(problem);
  const what = isOfRow(problem, issues) ? issues.map(issueText).join("; ") : errorText(problem.error, show);
  return `${asSentence(what)} ${nextStep(problem.error)}`;
}

/** A problem of a batch for programs. */
export function problemDocument(problem: BatchProblem, ledger: RowLedger): object {
  const { index, status, reference, error } = problem;
  const issues = ledger.issuesOf(problem);
  const inFile = { message: issues.map(issueText).join("; "), details: { issues } };
  const told = error.code === "INVALID_REQUEST" && isOfRow(problem, issues) ? { ...error.toJSON(), ...inFile } : error;
  return { line: ledger.lineOf(index), index, reference, status, error: told };
}

/** Whether a problem is what the row itself is, and not what its reference names already. */
function isOfRow({ error }: BatchProblem, issues: readonly Issue[]): boolean {
  return issues.length > 0 && error.reason !== "reference_conflict";
}

function issueText({ path, message }: Issue): string {
  return path === "" ? message : `${path}: ${message}`;
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
