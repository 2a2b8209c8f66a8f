import { err, ok, type Result } from "neverthrow";
import { invariant } from "../../domain/invariant.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CreatedTransfer, CreateFailure, CreateTransfer } from "../../ports/transfer-provider.ts";
import type { CreatedReversal } from "../../ports/transfer-reversals.ts";
import { createDeclined, createTrouble, declinedError, type TroubleName } from "./failures.ts";
import { answerOfKey, executeUnderKey, holdKey, type KeyAnswer } from "./idempotency.ts";
import { doLateWork } from "./late-work.ts";
import { readReversalOrder, type SandboxOrder } from "./order.ts";
import { readRequest } from "./request.ts";
import { toProviderReversal } from "./reversals.ts";
import type { QueuedScenario } from "./scenarios.ts";
import { takeCreateScenario } from "./take-scenario.ts";
import { toProviderTransfer } from "./to-transfer.ts";
import type { World, WorldRows } from "./world.ts";

/** How a sandbox answers. */
export interface SandboxWire {
  readonly clock: Clock;
  /** How long each answer takes. */
  readonly latencyMs: number;
  /** When the caller stops waiting for one. */
  readonly timeoutMs: number;
}

/** Makes a transfer. */
export async function createTransfer(
  world: World,
  wire: SandboxWire,
  command: CreateTransfer,
): Promise<Result<CreatedTransfer, CreateFailure>> {
  const request = readRequest(command.prepared.body);
  if (request === null) return err(malformed(wire.clock.now()));
  const { answer, nowMs } = await carry(world, wire, command, request);
  if (answer.kind !== "transfer") return err(failureOf(answer, request, nowMs));
  return ok({ transfer: toProviderTransfer(answer.row), replayed: answer.replayed, serverTimeMs: nowMs });
}

/** Takes a transfer back. */
export async function createReversal(
  world: World,
  wire: SandboxWire,
  command: CreateTransfer,
): Promise<Result<CreatedReversal, CreateFailure>> {
  const order = readReversalOrder(command.prepared.body);
  if (order === null) return err(malformed(wire.clock.now()));
  const { answer, nowMs } = await carry(world, wire, command, order);
  if (answer.kind !== "reversal") return err(failureOf(answer, order, nowMs));
  return ok({ reversal: toProviderReversal(answer.row), replayed: answer.replayed, serverTimeMs: nowMs });
}

/** Takes one request through the sandbox: on its way there, under its key, and on its way back. */
async function carry(
  world: World,
  wire: SandboxWire,
  command: CreateTransfer,
  request: SandboxOrder,
): Promise<{ readonly answer: Answer; readonly nowMs: number }> {
  const arrival = world.transact((rows) => receive(rows, wire, command, request));
  if (arrival.waitMs > 0) await wire.clock.sleep(arrival.waitMs);
  const answer = arrival.answer ?? world.transact((rows) => finish(rows, wire, command, request, arrival));
  return { answer, nowMs: wire.clock.now() };
}

type Answer = KeyAnswer | { readonly kind: TroubleName; readonly retryAfterMs?: number | null };

interface Arrival {
  readonly waitMs: number;
  /** `null` if it is made after the wait. */
  readonly answer: Answer | null;
  readonly scenario: QueuedScenario | null;
  /** Whether this request holds its key while it waits. */
  readonly holdsKey: boolean;
}

function receive(rows: WorldRows, wire: SandboxWire, command: CreateTransfer, request: SandboxOrder): Arrival {
  const nowMs = wire.clock.now();
  doLateWork(rows, nowMs);
  const known = answerOfKey(rows, command, nowMs);
  const scenario = takeCreateScenario(rows, request, known === null);
  const lost = onTheWayThere(rows, command, scenario, nowMs);
  if (lost !== null) return { waitMs: wire.latencyMs, answer: lost, scenario, holdsKey: false };
  const waitMs = wire.latencyMs + (scenario?.name === "slow" ? scenario.delayMs : 0);
  if (waitMs === 0) {
    const answer = onTheWayBack(scenario, known ?? executeUnderKey(rows, command, request, scenario, nowMs));
    return { waitMs, answer, scenario, holdsKey: false };
  }
  if (known === null) holdKey(rows, command, nowMs, nowMs + waitMs);
  if (waitMs < wire.timeoutMs) return { waitMs, answer: null, scenario, holdsKey: known === null };
  addLateRequest(rows, command, nowMs + waitMs);
  return { waitMs: wire.timeoutMs, answer: { kind: "timeout" }, scenario, holdsKey: false };
}

function finish(
  rows: WorldRows,
  wire: SandboxWire,
  command: CreateTransfer,
  request: SandboxOrder,
  arrival: Arrival,
): Answer {
  const nowMs = wire.clock.now();
  doLateWork(rows, nowMs);
  const isOurs = arrival.holdsKey && rows.key(command.idempotencyKey)?.answer === null;
  const known = isOurs ? null : answerOfKey(rows, command, nowMs);
  return onTheWayBack(arrival.scenario, known ?? executeUnderKey(rows, command, request, arrival.scenario, nowMs));
}

function onTheWayThere(
  rows: WorldRows,
  command: CreateTransfer,
  scenario: QueuedScenario | null,
  nowMs: number,
): Answer | null {
  switch (scenario?.name) {
    case "rate_limit":
    case "authentication":
    case "permission":
    case "in_flight":
      return { kind: scenario.name, retryAfterMs: scenario.retryAfterMs };
    case "lose_request":
      return { kind: "lost" };
    case "land_late":
      addLateRequest(rows, command, nowMs + scenario.delayMs);
      return { kind: "lost" };
    default:
      return null;
  }
}

function onTheWayBack(scenario: QueuedScenario | null, answer: KeyAnswer): Answer {
  if (scenario?.name === "lose_response") return { kind: "lost" };
  return scenario?.name === "unreadable" ? { kind: "unreadable" } : answer;
}

function addLateRequest(rows: WorldRows, command: CreateTransfer, dueAtMs: number): void {
  rows.addLateWork({ kind: "request", dueAtMs, key: command.idempotencyKey, body: command.prepared.body });
}

function failureOf(answer: Answer, request: SandboxOrder, nowMs: number): CreateFailure {
  invariant(answer.kind !== "transfer" && answer.kind !== "reversal", "the sandbox did something else than it was asked for");
  if (answer.kind === "declined") {
    return createDeclined(answer.decline, request, { replayed: answer.replayed, serverTimeMs: nowMs });
  }
  const hasAnswer = answer.kind !== "lost" && answer.kind !== "timeout" && answer.kind !== "unreadable";
  return createTrouble(answer.kind, { ...answer, serverTimeMs: hasAnswer ? nowMs : null });
}

function malformed(nowMs: number): CreateFailure {
  const message = "the request can't be read; only what prepare gave can be sent";
  const error = declinedError("parameter_invalid", message);
  return { kind: "declined", replayed: false, serverError: false, error, serverTimeMs: nowMs };
}
