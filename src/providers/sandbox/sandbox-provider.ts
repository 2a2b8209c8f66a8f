import { err, ok, type Result, ResultAsync } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type {
  CreateFailure,
  ProviderCall,
  ProviderCapabilities,
  TransferProvider,
} from "../../ports/transfer-provider.ts";
import type { TransferReversals } from "../../ports/transfer-reversals.ts";
import type { SandboxControls } from "./controls.ts";
import { createReversal, createTransfer } from "./create.ts";
import { decimalsOf } from "./decimals.ts";
import { apiFailure } from "./failures.ts";
import { fileWorld } from "./file-world.ts";
import { makeControls } from "./make-controls.ts";
import { memoryWorld } from "./memory-world.ts";
import { parseSandboxOptions, type SandboxOptions, type SandboxSettings } from "./options.ts";
import { read, readBalance, readPage, readRecipient, readTransfer } from "./reads.ts";
import { findReversals } from "./reversals.ts";
import { prepareReversal } from "./order.ts";
import { prepareRequest } from "./request.ts";
import type { SandboxRead } from "./scenarios.ts";
import { toProviderTransfer } from "./to-transfer.ts";
import type { World, WorldRows } from "./world.ts";
import { WorldUnavailable } from "./world-unavailable.ts";

/** A provider whose world is its own, and the controls of that world. */
export interface SandboxProvider extends TransferProvider, SandboxControls {
  readonly name: "sandbox";
  readonly checkRecipient: NonNullable<TransferProvider["checkRecipient"]>;
  readonly reversals: TransferReversals;
}

/**
 * A whole payment provider for tests, demos and first steps: real balances, idempotency keys that live for
 * 24 hours, transfers that can be listed and reversed, and every way in which an answer can be lost. It
 * lives in memory, or in a file that several processes share. Wrong options throw a `TypeError`.
 *
 * @example
 * const sandbox = sandboxProvider({ balance: { usd: 1_000_000 }, recipients: { acct_new: "not_ready" } });
 * sandbox.next("lose_response");
 */
export function sandboxProvider(options: SandboxOptions): SandboxProvider {
  const settings = parseSandboxOptions(options);
  const world = settings.path === null ? memoryWorld(settings.seed) : fileWorld(settings.path, settings.seed);
  const reading = makeReading(world, settings);
  return {
    specificationVersion: "v1",
    name: "sandbox",
    capabilities: makeCapabilities(settings),
    decimalsOf,
    identify: (call) =>
      reading("identify", call, (rows, nowMs) => ok({ mode: "test", account: rows.account(), serverTimeMs: nowMs })),
    balance: (call) => reading("balance", call, (rows) => ok(readBalance(rows))),
    prepare: prepareRequest,
    create: (command) => new ResultAsync(safely(() => createTransfer(world, settings, command))),
    get: (transferId, call) => reading("get", call, (rows) => readTransfer(rows, transferId)),
    list: (query, call) => reading("list", call, (rows) => readPage(rows, query)),
    findByReference: (mark, call) =>
      reading("findByReference", call, (rows, nowMs) =>
        ok({ transfers: rows.transfersOf(mark).map(toProviderTransfer), serverTimeMs: nowMs }),
      ),
    checkRecipient: (recipientId, call) => reading("checkRecipient", call, (rows) => readRecipient(rows, recipientId)),
    reversals: {
      prepare: prepareReversal,
      create: (command) => new ResultAsync(safely(() => createReversal(world, settings, command))),
      find: (query, call) => reading("findReversals", call, (rows, nowMs) => findReversals(rows, query, nowMs)),
    },
    ...makeControls(world, settings.clock),
  };
}

const hourMs = 60 * 60 * 1_000;

function makeCapabilities(settings: SandboxSettings): ProviderCapabilities {
  const { timeoutMs, concurrency, requestsPerSecond } = settings;
  return {
    keyWindowMs: 23 * hourMs,
    storesDeclines: true,
    settleMs: hourMs / 4,
    quietMs: 12 * hourMs,
    timeoutMs,
    requestsPerSecond: { read: requestsPerSecond, write: requestsPerSecond },
    concurrency,
    maxPageSize: 100,
    windowStepMs: 1,
  };
}

type ApiError = PayoutError<"API_ERROR">;

function makeReading(world: World, settings: SandboxSettings) {
  return <T, E = never>(
    name: SandboxRead,
    call: ProviderCall | undefined,
    work: (rows: WorldRows, nowMs: number) => Result<T, E>,
  ): ResultAsync<T, E | ApiError> =>
    new ResultAsync(read(world, settings, name, call, work).catch((cause: unknown) => err(unusable(cause))));
}

async function safely<T>(create: () => Promise<Result<T, CreateFailure>>): Promise<Result<T, CreateFailure>> {
  try {
    return await create();
  } catch (cause) {
    return err(unusableForCreate(cause));
  }
}

function unusableForCreate(cause: unknown): CreateFailure {
  const isUntouched = cause instanceof WorldUnavailable && !cause.mayBeDone;
  const error = unusable(cause, isUntouched ? "not_created" : "unknown");
  const kind = isUntouched ? "not_executed" : "indeterminate";
  return { kind, replayed: false, serverError: false, error, serverTimeMs: null };
}

function unusable(cause: unknown, outcome: Outcome = "not_created"): ApiError {
  const retryable = !(cause instanceof WorldUnavailable && cause.lasts);
  return apiFailure("unavailable", cause instanceof Error ? cause.message : String(cause), { outcome, cause, retryable });
}
