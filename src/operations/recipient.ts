import { err, ok, type Result } from "neverthrow";
import { PayoutError } from "../domain/errors.ts";
import { isObject } from "../domain/payout-request.ts";
import { referenceProblem } from "../domain/reference.ts";
import type { RecipientCheck, TransferProvider } from "../ports/transfer-provider.ts";
import { invalidResponse } from "./check-answer.ts";
import type { QueryContext } from "./query-context.ts";
import type { Reader } from "./read.ts";

type InvalidRecipient = PayoutError<"INVALID_RECIPIENT">;

/** The error for an id that can't be anybody's, `null` if it may be somebody's. It asks nobody. */
export function malformedRecipient(provider: TransferProvider, recipientId: string): InvalidRecipient | null {
  const problem = referenceProblem(recipientId) ?? shapeProblem(provider, recipientId);
  return problem === null ? null : invalidRecipient("malformed", recipientId, problem);
}

/** The error for an id that nobody has. */
export function unknownRecipient(recipientId: string): InvalidRecipient {
  return invalidRecipient("not_found", recipientId, `the provider knows no recipient ${JSON.stringify(recipientId)}`);
}

/** Asks the provider whether a recipient can be paid; `null` if this provider can't tell. */
export async function askRecipient(
  { provider }: QueryContext,
  reader: Reader,
  recipientId: string,
): Promise<Result<RecipientCheck | null, PayoutError<"INVALID_RECIPIENT" | "API_ERROR">>> {
  const ask = provider.checkRecipient?.bind(provider);
  return ask === undefined ? ok(null) : reader.read((call) => ask(recipientId, call).andThen(checkVerdict));
}

function checkVerdict(verdict: RecipientCheck): Result<RecipientCheck, PayoutError<"API_ERROR">> {
  const isVerdict = isObject(verdict) && typeof verdict.ready === "boolean";
  return isVerdict ? ok(verdict) : err(invalidResponse("didn't say whether the recipient is ready"));
}

// Preparing is pure, so a payout that is never sent tells what the adapter thinks of an id's shape.
function shapeProblem(provider: TransferProvider, recipientId: string): string | null {
  const intent = { namespace: "default", reference: "shape", amount: 1, currency: "usd" };
  try {
    const prepared = provider.prepare({ ...intent, recipientId, description: null, metadata: {} });
    return prepared.isErr() && prepared.error.kind === "malformed_recipient" ? prepared.error.message : null;
  } catch {
    return null;
  }
}

function invalidRecipient(reason: "malformed" | "not_found", recipientId: string, message: string): InvalidRecipient {
  const details = { recipientId };
  return new PayoutError({ code: "INVALID_RECIPIENT", reason, outcome: "not_created", message, details });
}
