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
  const isOfRow = issues.length > 0 && problem.error.reason !== "reference_conflict";
  const what = isOfRow ? issues.map(issueText).join("; ") : errorText(problem.error, show);
  return `${asSentence(what)} ${nextStep(problem.error)}`;
}

/** A problem of a batch for programs. */
export function problemDocument(problem: BatchProblem, ledger: RowLedger): object {
  const { index, status, error } = problem;
  const issues = ledger.issuesOf(problem);
  return {
    line: ledger.lineOf(index),
    index,
    reference: problem.reference,
    status,
    error,
    ...(issues.length > 0 ? { issues } : {}),
  };
}

function issueText({ path, message }: Issue): string {
  return path === "" ? message : `${path}: ${message}`;
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
