import { err, ok, type Result } from "neverthrow";
import type { Issue, PayoutError } from "../domain/errors.ts";
import { describe, isObject, parseAmount, parseReference } from "../domain/payout-request.ts";
import { unknownFields } from "../domain/words.ts";
import { type CallLimits, readCallLimits } from "./call-limits.ts";
import type { OperationContext } from "./context.ts";
import { readId } from "./filters.ts";
import { invalidRequest } from "./invalid-request.ts";
import { referenceOf } from "./send-payout.ts";

/** A reversal that was asked for. */
export interface ReversalIntent {
  readonly transferId: string;
  readonly reference: string;
  /** Minor units; `null` for all that is left. */
  readonly amount: number | null;
}

/** Checks what a caller asks for and lists everything that is wrong with it. */
export function readReversalRequest(
  { provider, timeoutMs }: OperationContext,
  request: unknown,
  options: unknown,
): Result<{ readonly wanted: ReversalIntent; readonly limits: CallLimits }, PayoutError<"INVALID_REQUEST">> {
  const issues: Issue[] = [];
  const limits = readCallLimits(options, timeoutMs, issues);
  const wanted = readFields(request, issues);
  if (issues.length === 0 && provider.reversals === undefined) {
    issues.push({ path: "transferId", message: `the provider ${provider.name} can't take transfers back` });
  }
  return wanted === null || issues.length > 0 ? err(invalidRequest(issues, referenceOf(request))) : ok({ wanted, limits });
}

function readFields(request: unknown, issues: Issue[]): ReversalIntent | null {
  if (!isObject(request)) {
    issues.push({ path: "", message: `expected { transferId, reference, amount? }, got ${describe(request)}` });
    return null;
  }
  try {
    issues.push(...unknownFields(request, ["transferId", "reference", "amount"]));
    const { transferId, reference, amount } = request;
    const id = readId("transferId", transferId, issues);
    const name = parseReference(reference);
    if (name.isErr()) issues.push({ path: "reference", message: name.error });
    const parsed = amount === undefined ? ok(null) : parseAmount(amount);
    if (parsed.isErr()) issues.push({ path: "amount", message: parsed.error });
    return parsed.isErr() || name.isErr() ? null : { transferId: id, reference: name.value, amount: parsed.value };
  } catch {
    issues.push({ path: "", message: "expected a plain object, got one that throws when it is read" });
    return null;
  }
}
