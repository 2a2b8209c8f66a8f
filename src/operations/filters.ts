import type { Issue } from "../domain/errors.ts";
import { describe, isObject, parseCurrencyField, parseProviderId } from "../domain/payout-request.ts";
import { parseWord, unknownFields } from "../domain/words.ts";
import { referenceProblem } from "../domain/reference.ts";
import type { TransferFilters } from "../domain/transfer-page.ts";
import { type TransferOrigin, type TransferStatus, transferStatuses } from "../domain/transfer.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";

/** Filters that were checked; `null` lets everything through. */
export interface Filters {
  readonly recipientId: string | null;
  readonly currency: string | null;
  readonly status: TransferStatus | null;
  readonly origin: TransferOrigin | null;
  /** Inclusive, milliseconds since the epoch. */
  readonly fromMs: number | null;
  /** Exclusive, milliseconds since the epoch. */
  readonly toMs: number | null;
}

/** Lets every transfer through. */
export const noFilters: Filters = {
  recipientId: null,
  currency: null,
  status: null,
  origin: null,
  fromMs: null,
  toMs: null,
};

/** Whether a transfer passes the filters, exactly at the edges of the time too; its origin is asked for only if it counts. */
export function passes(transfer: ProviderTransfer, filters: Filters, originOf: (transfer: ProviderTransfer) => TransferOrigin): boolean {
  const { recipientId, currency, status, origin, fromMs, toMs } = filters;
  const { createdAtMs } = transfer;
  return (
    (recipientId === null || transfer.recipientId === recipientId) &&
    (currency === null || transfer.currency === currency) &&
    (status === null || transfer.status === status) &&
    (origin === null || originOf(transfer) === origin) &&
    (fromMs === null || createdAtMs >= fromMs) &&
    (toMs === null || createdAtMs < toMs)
  );
}

/** The fields of a request that may be left out; notes what is wrong with the argument itself and with their names. */
export function readFields(
  request: unknown,
  known: readonly string[],
  issues: Issue[],
): Readonly<Record<string, unknown>> {
  if (request === undefined || request === null) return {};
  if (isObject(request)) {
    issues.push(...unknownFields(request, known));
    return request;
  }
  issues.push({ path: "", message: `expected an object of filters or nothing, got ${describe(request)}` });
  return {};
}

/** The names of the filters that every query takes. */
export const filterNames = ["recipientId", "currency", "origin", "from", "to"] as const satisfies readonly (keyof TransferFilters)[];

/** Reads the filters among a request's fields and notes what is wrong with them. */
export function readFilters(fields: Readonly<Record<string, unknown>>, issues: Issue[]): Filters {
  const filters: Filters = {
    recipientId: readRecipientId(fields["recipientId"], issues),
    currency: readCurrency(fields["currency"], issues),
    status: readOneOf("status", transferStatuses, fields["status"], issues),
    origin: readOneOf("origin", transferOrigins, fields["origin"], issues),
    fromMs: readTime("from", fields["from"], issues),
    toMs: readTime("to", fields["to"], issues),
  };
  if (filters.fromMs !== null && filters.toMs !== null && filters.fromMs > filters.toMs) {
    issues.push({ path: "from", message: "expected a time that isn't after `to`" });
  }
  return filters;
}

/** One of a few words, `null` if it is left out; notes anything else. */
export function readOneOf<W extends string>(
  path: string,
  words: readonly W[],
  value: unknown,
  issues: Issue[],
): W | null {
  if (value === undefined) return null;
  return parseWord(words, value).match(
    (word) => word,
    (message) => {
      issues.push({ path, message });
      return null;
    },
  );
}

/** An integer within bounds, the default if it is left out; notes anything else. */
export function readInteger(
  path: string,
  bounds: { readonly least: number; readonly most: number; readonly byDefault: number },
  value: unknown,
  issues: Issue[],
): number {
  const { least, most, byDefault } = bounds;
  if (value === undefined) return byDefault;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  issues.push({ path, message: `expected an integer from ${least} to ${most}, got ${describe(value)}` });
  return byDefault;
}

/** Notes it if an id isn't even text. */
export function noteNoText(path: string, value: unknown, issues: Issue[]): value is string {
  return parseProviderId(value).match(
    () => true,
    (message) => {
      issues.push({ path, message });
      return false;
    },
  );
}

/** An id of 1 to 255 characters without control characters; notes anything else. */
export function readId(path: string, value: unknown, issues: Issue[]): string {
  if (!noteNoText(path, value, issues)) return "";
  const problem = referenceProblem(value);
  if (problem !== null) issues.push({ path, message: problem });
  return value;
}

function readRecipientId(value: unknown, issues: Issue[]): string | null {
  return value === undefined ? null : readId("recipientId", value, issues);
}

function readCurrency(value: unknown, issues: Issue[]): string | null {
  if (value === undefined) return null;
  return parseCurrencyField(value).match(
    (currency) => currency,
    (message) => {
      issues.push({ path: "currency", message });
      return null;
    },
  );
}

function readTime(path: string, value: unknown, issues: Issue[]): number | null {
  if (value === undefined) return null;
  const timeMs = timeOf(value);
  if (timeMs !== null && !Number.isNaN(timeMs)) return timeMs;
  const got = timeMs === null ? describe(value) : "an invalid one";
  issues.push({ path, message: `expected a valid Date, got ${got}` });
  return null;
}

// Dates of other realms are dates too, and what only looks like one isn't.
function timeOf(value: unknown): number | null {
  try {
    return Date.prototype.getTime.call(value);
  } catch {
    return null;
  }
}

const transferOrigins: readonly TransferOrigin[] = ["payoutkit", "other"];
