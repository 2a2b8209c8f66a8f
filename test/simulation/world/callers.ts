import { err, ok, type Result } from "neverthrow";
import type { BatchItem } from "../../../src/domain/batch.ts";
import type { PayoutError } from "../../../src/domain/errors.ts";
import type { PayoutRequest } from "../../../src/domain/payout-request.ts";
import type { Transfer } from "../../../src/domain/transfer.ts";
import type { Call } from "../judge/calls.ts";
import { minuteMs, secondMs } from "./durations.ts";
import type { World, Process } from "./world.ts";

/** How long a caller waits, drawn by the world. */
export interface Waiting {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The application's code in one process: it calls the client, and says what it was told. */
export class Callers {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  send({ machine, client }: Process, request: PayoutRequest, waiting: Waiting = {}): void {
    const { judge } = this.#world.around;
    const call = judge.beginCall(request.reference, machine);
    this.#note(machine.name, `is asked to send ${request.reference}: ${request.amount} to ${request.recipientId}`);
    void this.#guard(async () => {
      const result = await client.sendPayout(request, waiting);
      this.#tell(call, request, result);
    });
  }

  batch({ machine, client }: Process, requests: readonly PayoutRequest[], requireFunds: "all" | "each", waiting: Waiting = {}): void {
    const { judge } = this.#world.around;
    const calls = requests.map(({ reference }) => judge.beginCall(reference, machine));
    this.#note(machine.name, `is given a batch: ${requests.map(({ reference, amount }) => `${reference} ${amount}`).join(", ")}`);
    const onResult = (item: BatchItem): void => {
      const [call, request] = [calls[item.index], requests[item.index]];
      if (call !== undefined && request !== undefined) this.#tell(call, request, resultOf(item));
    };
    void this.#guard(async () => {
      const report = await client.processBatchPayouts(requests, { ...waiting, requireFunds, onResult });
      this.#note(machine.name, report.isOk() ? `ends its batch: ${JSON.stringify(report.value.counts)}` : `can't start its batch: ${report.error.reason}`);
      for (const call of calls) if (call.endedTick === null) judge.endCall(call, "refused");
    });
  }

  recover({ machine, client }: Process, waiting: Waiting = {}): void {
    void this.#guard(async () => {
      const report = await client.recover(waiting);
      const nothing = report.isOk() && report.value.checked === 0;
      if (!nothing) this.#note(machine.name, `recovers: ${report.isOk() ? JSON.stringify(report.value) : report.error.reason}`);
    });
  }

  cancel({ machine, client }: Process, { reference }: PayoutRequest): void {
    void this.#guard(async () => {
      const result = await client.cancelPayout(reference);
      const answer = result.isOk() ? result.value.state : `${result.error.code} ${result.error.reason} ${result.error.outcome}`;
      this.#note(machine.name, `cancels ${reference}: ${answer}`);
      if (result.isOk()) this.#world.around.judge.onToldNotCreated(reference, machine, null);
      else if (result.error.code === "ALREADY_PAID") this.#created(reference, result.error.details.transfer, null);
    });
  }

  /** A person looks at the provider and says what is to be seen there. */
  resolve({ machine, client }: Process, reference: string): void {
    const found = this.#world.bank.bookings.find(({ transfer }) => transfer.mark?.reference === reference && transfer.mode !== "test");
    const as = found?.transfer.mark?.namespace === "default" ? { transferId: found.transfer.id } : ("absent" as const);
    void this.#guard(async () => {
      const result = await client.resolvePayout(reference, { as, note: "seen at the provider" });
      const answer = result.isOk() ? result.value.state : `${result.error.code} ${result.error.message}`;
      this.#note(machine.name, `resolves ${reference} as ${JSON.stringify(as)}: ${answer}`);
      if (result.isErr()) return;
      const { outcome, transfer } = result.value;
      if (outcome === "not_created") this.#world.around.judge.onToldNotCreated(reference, machine, null);
      else if (transfer !== null) this.#created(reference, transfer, null);
    });
  }

  /** How long the next caller waits: mostly as long as it takes by default. */
  waiting({ machine }: Process): Waiting {
    const { random } = this.#world;
    const timeoutMs = random.chance(0.4) ? random.span(50, 5 * minuteMs) : undefined;
    if (!random.chance(0.15)) return { timeoutMs };
    const controller = new AbortController();
    machine.deliver(random.span(1, 60 * secondMs), () => controller.abort());
    return { timeoutMs, signal: controller.signal };
  }

  #tell(call: Call, request: PayoutRequest, result: Result<Transfer, PayoutError>): void {
    const { judge } = this.#world.around;
    const { reference } = request;
    const outcome = result.isOk() ? "created" : result.error.outcome;
    const why = result.isOk() ? result.value.id : `${result.error.code} ${result.error.reason}`;
    this.#note(call.machine.name, `is told that ${reference} is ${outcome}: ${why}`);
    judge.endCall(call, outcome);
    if (outcome === "not_created") return judge.onToldNotCreated(reference, call.machine, call);
    if (result.isOk()) return this.#created(reference, result.value, request);
    if (result.error.code === "ALREADY_PAID") return this.#created(reference, result.error.details.transfer, request);
    const other = result.error.code === "INVALID_REQUEST" ? result.error.details.conflict?.payout.transfer : null;
    if (outcome === "created" && other != null) this.#created(reference, other, null);
  }

  #created(reference: string, transfer: Transfer, wanted: PayoutRequest | null): void {
    this.#world.around.judge.onToldCreated(reference, transfer, wanted);
  }

  #note(who: string, what: string): void {
    this.#world.around.trace.note(who, what);
  }

  /** Nothing in the library may throw at its caller. */
  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      this.#world.around.judge.broken(0, `a call threw ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
    }
  }
}

function resultOf(item: BatchItem): Result<Transfer, PayoutError> {
  return item.status === "paid" || item.status === "already_paid" ? ok(item.transfer) : err(item.error);
}
