import { err, ok, type Result } from "neverthrow";
import type { Issue } from "../../domain/errors.ts";
import { isObject } from "../../domain/payout-request.ts";
import type { MarkedPayout, PrepareError, TransferQuery } from "../../ports/transfer-provider.ts";
import type { StripeCreateParams, StripeListParams } from "./client.ts";
import { isAccountId } from "./ids.ts";
import { markGroup, markMetadata, readMark } from "./mark.ts";

/** The largest page that Stripe gives. */
export const maxPageSize = 100;

/** The parameters of `POST /v1/transfers` as JSON. The same payout gives the same text. */
export function bodyToStripe(payout: MarkedPayout): Result<string, PrepareError> {
  if (!isAccountId(payout.recipientId)) {
    const message = 'expected the id of a connected account, "acct_" and letters or digits; take it from Stripe';
    return err({ kind: "malformed_recipient", message });
  }
  const metadata = Object.entries({ ...sortKeys(payout.metadata), ...markMetadata(payout) });
  const issues = [...descriptionIssues(payout.description), ...metadataIssues(metadata)];
  if (issues.length > 0) return err({ kind: "invalid", issues });
  const params: StripeCreateParams = {
    amount: payout.amount,
    currency: payout.currency,
    destination: payout.recipientId,
    // An empty text would ask Stripe to unset a field that isn't set yet.
    ...(payout.description === null || payout.description === "" ? {} : { description: payout.description }),
    metadata: Object.fromEntries(metadata),
    transfer_group: markGroup(payout),
  };
  return ok(JSON.stringify(params));
}

/** Reads what {@link bodyToStripe} wrote, every field of it; `null` if the text is anything else. */
export function bodyFromText(text: string): StripeCreateParams | null {
  const body = parseJson(text);
  return isCreateParams(body) ? body : null;
}

/**
 * The parameters of `GET /v1/transfers`. Stripe counts creation in whole seconds, so both ends are rounded
 * up: a second belongs to the range if its beginning does.
 */
export function queryToStripe(query: TransferQuery): StripeListParams {
  const { fromMs, toMs, recipientId, cursor, limit } = query;
  const from = fromMs === undefined ? {} : { gte: wholeSeconds(fromMs) };
  const to = toMs === undefined ? {} : { lt: wholeSeconds(toMs) };
  return {
    limit: Math.min(Math.max(Math.trunc(limit), 1), maxPageSize),
    ...(fromMs === undefined && toMs === undefined ? {} : { created: { ...from, ...to } }),
    ...(recipientId === undefined ? {} : { destination: recipientId }),
    ...(cursor === undefined ? {} : { starting_after: cursor }),
  };
}

function wholeSeconds(timeMs: number): number {
  return Math.max(0, Math.ceil(timeMs / 1000));
}

function sortKeys(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metadata).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function descriptionIssues(description: string | null): readonly Issue[] {
  const length = [...(description ?? "")].length;
  if (length <= 5000) return [];
  return [{ path: "description", message: `Stripe takes at most 5000 characters, got ${length}` }];
}

function metadataIssues(metadata: readonly (readonly [string, string])[]): readonly Issue[] {
  const issues = metadata.flatMap(([key, value]) => {
    const message = metadataProblem(key, value);
    return message === null ? [] : [{ path: `metadata.${key}`, message }];
  });
  if (metadata.length <= 50) return issues;
  const message = `Stripe takes 50 keys and two are the library's: expected at most 48, got ${metadata.length - 2}`;
  return [{ path: "metadata", message }, ...issues];
}

function metadataProblem(key: string, value: string): string | null {
  if (/[[\]]/.test(key)) return "Stripe takes no square brackets in a key; choose another";
  const keyLength = [...key].length;
  if (keyLength > 40) return `Stripe takes keys of at most 40 characters, got ${keyLength}`;
  const valueLength = [...value].length;
  return valueLength > 500 ? `Stripe takes values of at most 500 characters, got ${valueLength}` : null;
}

function isCreateParams(value: unknown): value is StripeCreateParams {
  if (!isObject(value) || !isObject(value["metadata"])) return false;
  const { amount, currency, destination, description, metadata, transfer_group: group } = value;
  return (
    typeof amount === "number" &&
    Number.isSafeInteger(amount) &&
    typeof currency === "string" &&
    isAccountId(destination) &&
    (description === undefined || typeof description === "string") &&
    readMark(metadata, group) !== null
  );
}

/** The value that a text of JSON stands for, `null` if it isn't JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
