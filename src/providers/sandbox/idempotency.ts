import { invariant } from "../../domain/invariant.ts";
import type { CreateTransfer } from "../../ports/transfer-provider.ts";
import { executeOrder, type LedgerAnswer } from "./execute.ts";
import { plainDecline } from "./ledger.ts";
import type { SandboxOrder } from "./order.ts";
import type { QueuedScenario } from "./scenarios.ts";
import type { StoredAnswer, TransferRow, WorldRows } from "./world.ts";

/** How long a key is remembered after it was first seen, in milliseconds. */
export const keyLifetimeMs = 24 * 60 * 60 * 1_000;

/** What the world answers to a request under a key. */
export type KeyAnswer =
  | (LedgerAnswer & { readonly replayed: boolean })
  | { readonly kind: "server_error"; readonly replayed: boolean }
  | { readonly kind: "in_flight" }
  | { readonly kind: "key_conflict" };

/** The answer that the key itself gives to a request; `null` if the request is to be executed. */
export function answerOfKey(rows: WorldRows, command: CreateTransfer, nowMs: number): KeyAnswer | null {
  const row = rows.key(command.idempotencyKey);
  if (row === null || row.firstSeenMs <= nowMs - keyLifetimeMs) return null;
  if (row.answer === null && row.busyUntilMs <= nowMs) return null;
  if (row.body !== command.prepared.body) return { kind: "key_conflict" };
  return row.answer === null ? { kind: "in_flight" } : replay(rows, row.answer);
}

/** Holds a key while its request is under way. */
export function holdKey(rows: WorldRows, command: CreateTransfer, nowMs: number, busyUntilMs: number): void {
  rows.forgetKeys(nowMs - keyLifetimeMs);
  const { idempotencyKey: key, prepared } = command;
  rows.putKey({ key, body: prepared.body, firstSeenMs: nowMs, answer: null, busyUntilMs });
}

/** Executes a request, with what a scenario makes of it, and keeps the answer under the key. */
export function executeUnderKey(
  rows: WorldRows,
  command: CreateTransfer,
  request: SandboxOrder,
  scenario: QueuedScenario | null,
  nowMs: number,
): KeyAnswer {
  const answer = executeWithScenario(rows, command, request, scenario, nowMs);
  rows.forgetKeys(nowMs - keyLifetimeMs);
  const { idempotencyKey: key, prepared } = command;
  rows.putKey({ key, body: prepared.body, firstSeenMs: nowMs, answer: toStored(answer), busyUntilMs: nowMs });
  return { ...answer, replayed: false };
}

/** Whether a scenario happens while a request is executed, and not on its way there or back. */
export function happensInExecution(scenario: QueuedScenario): boolean {
  return executionScenarios.has(scenario.name);
}

const executionScenarios: ReadonlySet<string> = new Set([
  "decline",
  "insufficient_balance",
  "recipient_not_ready",
  "server_error",
  "server_error_executed",
  "server_error_rolled_forward",
] satisfies QueuedScenario["name"][]);

type Executed = LedgerAnswer | { readonly kind: "server_error" };

function executeWithScenario(
  rows: WorldRows,
  command: CreateTransfer,
  request: SandboxOrder,
  scenario: QueuedScenario | null,
  nowMs: number,
): Executed {
  switch (scenario?.name) {
    case "decline":
      return { kind: "declined", decline: plainDecline("declined", scenario.providerCode) };
    case "insufficient_balance":
    case "recipient_not_ready":
      return { kind: "declined", decline: plainDecline(scenario.name) };
    case "server_error":
      return { kind: "server_error" };
    case "server_error_executed":
      executeOrder(rows, request, nowMs);
      return { kind: "server_error" };
    case "server_error_rolled_forward": {
      const { idempotencyKey: key, prepared } = command;
      rows.addLateWork({ kind: "roll_forward", dueAtMs: nowMs + scenario.delayMs, key, body: prepared.body });
      return { kind: "server_error" };
    }
    default:
      return executeOrder(rows, request, nowMs);
  }
}

function toStored(answer: Executed): StoredAnswer {
  if (answer.kind === "reversal") return { kind: "reversal", reversalId: answer.row.id };
  return answer.kind === "transfer" ? { kind: "transfer", transferId: answer.row.id } : answer;
}

function replay(rows: WorldRows, answer: StoredAnswer): KeyAnswer {
  if (answer.kind === "reversal") {
    const row = rows.reversal(answer.reversalId);
    invariant(row !== null, `the sandbox lost ${answer.reversalId}`);
    return { kind: "reversal", row, replayed: true };
  }
  if (answer.kind !== "transfer") return { ...answer, replayed: true };
  const row = rows.transfer(answer.transferId);
  invariant(row !== null, `the sandbox lost ${answer.transferId}`);
  return { kind: "transfer", row: asItWasMade(row), replayed: true };
}

/** A replay is the first answer, word for word, so it knows of no reversal. */
function asItWasMade(row: TransferRow): TransferRow {
  return { ...row, amountReversed: 0 };
}
