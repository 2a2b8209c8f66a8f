import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import type {
  ProviderBalance,
  ProviderCall,
  ProviderTransfer,
  ProviderTransferPage,
  RecipientCheck,
  TransferQuery,
} from "../../ports/transfer-provider.ts";
import type { SandboxWire } from "./create.ts";
import { apiFailure, readTrouble, recipientError, type TroubleName } from "./failures.ts";
import { doLateWork } from "./late-work.ts";
import { isRecipientId } from "./request.ts";
import type { QueuedScenario, SandboxRead } from "./scenarios.ts";
import { takeReadScenario } from "./take-scenario.ts";
import { toProviderTransfer } from "./to-transfer.ts";
import type { TransferPosition, World, WorldRows } from "./world.ts";

type ApiError = PayoutError<"API_ERROR">;

/** Takes one read through the sandbox: it waits, meets its scenario, and reads. */
export async function read<T, E>(
  world: World,
  wire: SandboxWire,
  name: SandboxRead,
  call: ProviderCall | undefined,
  work: (rows: WorldRows, nowMs: number) => Result<T, E>,
): Promise<Result<T, E | ApiError>> {
  const signal = call?.signal;
  if (isAborted(signal)) return err(aborted(signal));
  const scenario = world.transact((rows) => takeReadScenario(rows, name));
  const waitMs = wire.latencyMs + (scenario?.name === "slow" ? scenario.delayMs : 0);
  if (waitMs > 0) await wire.clock.sleep(Math.min(waitMs, wire.timeoutMs), signal);
  if (isAborted(signal)) return err(aborted(signal));
  if (waitMs >= wire.timeoutMs) return err(readTrouble("timeout", null));
  const trouble = readTroubleOf(scenario);
  if (trouble !== null) return err(readTrouble(trouble, scenario?.retryAfterMs ?? null));
  return world.transact((rows) => {
    const nowMs = wire.clock.now();
    doLateWork(rows, nowMs);
    return work(rows, nowMs);
  });
}

/** All of the account's money; none of it is ever pending. */
export function readBalance(rows: WorldRows): ProviderBalance {
  const available = rows.allFunds();
  return { available, pending: [], spendable: available };
}

/** One transfer, or `not_found`. */
export function readTransfer(rows: WorldRows, transferId: string): Result<ProviderTransfer, ApiError> {
  const row = rows.transfer(transferId);
  return row === null
    ? err(apiFailure("not_found", `the sandbox has no transfer ${transferId}`))
    : ok(toProviderTransfer(row));
}

/** One page of transfers, newest first. The cursor is the id of the page's last transfer. */
export function readPage(rows: WorldRows, query: TransferQuery): Result<ProviderTransferPage, ApiError> {
  const after = positionOf(rows, query.cursor);
  if (after === undefined) return err(apiFailure("not_found", `the cursor ${query.cursor} is no transfer's id`));
  const { recipientId = null, fromMs = -Infinity, toMs = Infinity, limit } = query;
  const found = rows.page({ recipientId, fromMs, toMs, after, limit: limit + 1 });
  const transfers = found.slice(0, limit).map(toProviderTransfer);
  const last = transfers.at(-1);
  return ok({ transfers, nextCursor: found.length > limit && last !== undefined ? last.id : null });
}

/** Whether a recipient can be paid; an id that nobody has is an error. */
export function readRecipient(
  rows: WorldRows,
  recipientId: string,
): Result<RecipientCheck, PayoutError<"INVALID_RECIPIENT">> {
  if (!isRecipientId(recipientId)) {
    return err(recipientError(recipientId, "malformed", "expected an id of 1 to 255 characters without spaces"));
  }
  const state = rows.recipient(recipientId);
  if (state === "not_found") {
    return err(recipientError(recipientId, "not_found", `the sandbox knows no recipient ${recipientId}`));
  }
  if (state === "closed") return ok({ ready: false, missing: "the account is closed" });
  return ok(state === "ready" ? { ready: true, missing: null } : { ready: false, missing: "the account isn't set up" });
}

function positionOf(rows: WorldRows, cursor: string | undefined): TransferPosition | null | undefined {
  return cursor === undefined ? null : (rows.transfer(cursor) ?? undefined);
}

function readTroubleOf(scenario: QueuedScenario | null): TroubleName | null {
  switch (scenario?.name) {
    case "rate_limit":
    case "authentication":
    case "permission":
    case "unreadable":
    case "server_error":
      return scenario.name;
    case "lose_response":
      return "lost";
    default:
      return null;
  }
}

function isAborted(signal: AbortSignal | undefined): signal is AbortSignal {
  return signal?.aborted ?? false;
}

function aborted(signal: AbortSignal): ApiError {
  return apiFailure("aborted", "the call was ended by its signal", { cause: signal.reason });
}
