import type { SQLOutputValue } from "node:sqlite";
import { isObject } from "../../domain/payout-request.ts";
import { isTextRecord, parseJson } from "./request.ts";
import { oneOf, type QueuedScenario, sandboxReads, sandboxScenarios, type ScenarioKind } from "./scenarios.ts";
import { declineCodes, type KeyRow, type LateWork, type ReversalRow, type StoredAnswer, type TransferRow } from "./world.ts";

/** One row of a table, by the names of its columns. */
export type Columns = Readonly<Record<string, SQLOutputValue>>;

/** A row of `transfers`. */
export function toTransferRow(columns: Columns): TransferRow {
  const namespace = textOrNull(columns, "namespace");
  const reference = textOrNull(columns, "reference");
  const metadata = parseJson(text(columns, "metadata"));
  if (!isTextRecord(metadata)) throw damaged("metadata");
  return {
    id: text(columns, "id"),
    number: number(columns, "number"),
    mark: namespace === null || reference === null ? null : { namespace, reference },
    recipientId: text(columns, "recipient_id"),
    amount: number(columns, "amount"),
    currency: text(columns, "currency"),
    amountReversed: number(columns, "amount_reversed"),
    description: textOrNull(columns, "description"),
    metadata,
    createdAtMs: number(columns, "created_at_ms"),
  };
}

/** A row of `reversals`. */
export function toReversalRow(columns: Columns): ReversalRow {
  return {
    id: text(columns, "id"),
    number: number(columns, "number"),
    transferId: text(columns, "transfer_id"),
    mark: { namespace: text(columns, "namespace"), reference: text(columns, "reference") },
    amount: number(columns, "amount"),
    currency: text(columns, "currency"),
    createdAtMs: number(columns, "created_at_ms"),
  };
}

/** A row of `keys`. */
export function toKeyRow(columns: Columns): KeyRow {
  const answer = textOrNull(columns, "answer");
  return {
    key: text(columns, "key"),
    body: text(columns, "body"),
    firstSeenMs: number(columns, "first_seen_ms"),
    answer: answer === null ? null : toStoredAnswer(parseJson(answer)),
    busyUntilMs: number(columns, "busy_until_ms"),
  };
}

/** A row of `scenarios`. */
export function toScenario(columns: Columns): QueuedScenario {
  const call = textOrNull(columns, "call");
  return {
    number: number(columns, "number"),
    kind: oneOf<ScenarioKind>("kind", ["create", "read"], text(columns, "kind")),
    name: oneOf("name", sandboxScenarios, text(columns, "name")),
    times: number(columns, "times"),
    delayMs: number(columns, "delay_ms"),
    retryAfterMs: numberOrNull(columns, "retry_after_ms"),
    providerCode: text(columns, "provider_code"),
    reference: textOrNull(columns, "reference"),
    recipientId: textOrNull(columns, "recipient_id"),
    call: call === null ? null : oneOf("call", sandboxReads, call),
  };
}

/** A row of `late_work`. */
export function toLateWork(columns: Columns): LateWork {
  return {
    kind: oneOf<LateWork["kind"]>("kind", ["request", "roll_forward"], text(columns, "kind")),
    dueAtMs: number(columns, "due_at_ms"),
    key: text(columns, "key"),
    body: text(columns, "body"),
  };
}

/** A column that holds text. */
export function text(columns: Columns, name: string): string {
  const value = columns[name];
  if (typeof value === "string") return value;
  throw damaged(name);
}

/** A column that holds a number. */
export function number(columns: Columns, name: string): number {
  const value = columns[name];
  if (typeof value === "number") return value;
  throw damaged(name);
}

function textOrNull(columns: Columns, name: string): string | null {
  return columns[name] === null ? null : text(columns, name);
}

function numberOrNull(columns: Columns, name: string): number | null {
  return columns[name] === null ? null : number(columns, name);
}

function toStoredAnswer(value: unknown): StoredAnswer {
  if (!isObject(value)) throw damaged("answer");
  if (value["kind"] === "server_error") return { kind: "server_error" };
  if (value["kind"] === "transfer" && typeof value["transferId"] === "string") {
    return { kind: "transfer", transferId: value["transferId"] };
  }
  if (value["kind"] === "reversal" && typeof value["reversalId"] === "string") {
    return { kind: "reversal", reversalId: value["reversalId"] };
  }
  const decline = value["decline"];
  if (value["kind"] !== "declined" || !isObject(decline)) throw damaged("answer");
  const { code, providerCode, amount } = decline;
  return {
    kind: "declined",
    decline: {
      code: oneOf("answer", declineCodes, code),
      providerCode: typeof providerCode === "string" ? providerCode : null,
      amount: typeof amount === "number" ? amount : null,
    },
  };
}

function damaged(name: string): Error {
  return new Error(`the sandbox's file is damaged: it holds a ${name} that can't be read`);
}
