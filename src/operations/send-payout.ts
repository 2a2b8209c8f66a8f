import { err, errAsync, ok, ResultAsync } from "neverthrow";
import type { CallOptions } from "../domain/call-options.ts";
import type { Issue, PayoutError } from "../domain/errors.ts";
import { isObject, parsePayoutRequest, type PayoutRequest } from "../domain/payout-request.ts";
import type { Transfer } from "../domain/transfer.ts";
import { alreadyPaid } from "../lifecycle/answers.ts";
import { readCallLimits } from "./call-limits.ts";
import type { OperationContext } from "./context.ts";
import { invalidRequest } from "./invalid-request.ts";

/** What `sendPayout` can fail with. */
export type SendPayoutError = PayoutError;

/** Pays one payout at most once. */
export function sendPayout(
  context: OperationContext,
  request: PayoutRequest,
  options?: CallOptions,
): ResultAsync<Transfer, SendPayoutError> {
  const issues: Issue[] = [];
  const limits = readCallLimits(options, context.timeoutMs, issues);
  const payout = parsePayoutRequest(request).mapErr((found) => issues.push(...found));
  if (payout.isErr() || issues.length > 0) return errAsync(invalidRequest(issues, referenceOf(request)));
  const { reference } = payout.value;
  const order = { reference, payout: payout.value, checkBalance: context.checkBalance };
  return new ResultAsync(context.payer.pay(order, limits)).andThen(({ transfer, part }) =>
    part === "none" ? err(alreadyPaid(reference, transfer)) : ok(transfer),
  );
}

/** The reference of a request that may be anything. */
export function referenceOf(request: unknown): string | undefined {
  try {
    const reference = isObject(request) ? request["reference"] : undefined;
    return typeof reference === "string" && reference.length <= 255 ? reference : undefined;
  } catch {
    return undefined;
  }
}

