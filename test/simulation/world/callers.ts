import { err, ok, type Result } from "neverthrow";
import type { BatchItem } from "../../../src/domain/batch.ts";
import type { PayoutError } from "../../../src/domain/errors.ts";
import type { PayoutRequest } from "../../../src/domain/payout-request.ts";
import type { Transfer } from "../../../src/domain/transfer.ts";
import type { RecordId } from "../../../src/ports/payout-store.ts";
import { nameOf } from "../judge/name.ts";
import { Answers } from "./answers.ts";
import { minuteMs, secondMs } from "./durations.ts";
import type { Process, World } from "./world.ts";

/** How long a caller waits, drawn by the world. */
export interface Waiting {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What somebody asks to have taken back. */
export interface ReversalRequest {
  readonly reference: string;
  readonly transferId: string;
  readonly amount?: number | undefined;
}

/** A payout or a reversal. */
export type Named = Pick<RecordId, "kind" | "reference">;

/** The application's code in one process: it calls the client, and says what it was told. */
export class Callers {
  readonly #world: World;
  readonly #answers: Answers;

  constructor(world: World) {
    this.#world = world;
    this.#answers = new Answers(world);
  }

  send({ machine, client }: Process, request: PayoutRequest, waiting: Waiting = {}): void {
    const call = this.#world.around.judge.beginCall(request.reference, machine);
    this.#answers.note(machine.name, `is asked to send ${request.reference}: ${request.amount} to ${request.recipientId}`);
    void this.#answers.guard(async () => {
      this.#answers.tell(call, await client.sendPayout(request, waiting), wishOf(request));
    });
  }

  reverse({ machine, client }: Process, request: ReversalRequest, waiting: Waiting = {}): void {
    const { reference, transferId, amount } = request;
    const call = this.#world.around.judge.beginCall(nameOf({ kind: "reversal", reference }), machine);
    this.#answers.note(machine.name, `is asked to take ${amount ?? "the rest"} of ${transferId} back as ${reference}`);
    void this.#answers.guard(async () => {
      const result = await client.reverseTransfer(request, waiting);
      this.#answers.tell(call, result, { transferId, ...(amount === undefined ? {} : { amount }) });
    });
  }

  batch({ machine, client }: Process, requests: readonly PayoutRequest[], requireFunds: "all" | "each", waiting: Waiting = {}): void {
    const { judge } = this.#world.around;
    const calls = requests.map(({ reference }) => judge.beginCall(reference, machine));
    this.#answers.note(machine.name, `is given a batch: ${requests.map(({ reference, amount }) => `${reference} ${amount}`).join(", ")}`);
    const onResult = (item: BatchItem): void => {
      const [call, request] = [calls[item.index], requests[item.index]];
      if (call !== undefined && request !== undefined) this.#answers.tell(call, resultOf(item), wishOf(request));
    };
    void this.#answers.guard(async () => {
      const report = await client.processBatchPayouts(requests, { ...waiting, requireFunds, onResult });
      this.#answers.note(machine.name, report.isOk() ? `ends its batch: ${JSON.stringify(report.value.counts)}` : `can't start its batch: ${report.error.reason}`);
      for (const call of calls) if (call.endedTick === null) judge.endCall(call, "refused");
    });
  }

  recover({ machine, client }: Process, waiting: Waiting = {}): void {
    void this.#answers.guard(async () => {
      const report = await client.recover(waiting);
      const nothing = report.isOk() && report.value.checked === 0;
      if (!nothing) this.#answers.note(machine.name, `recovers: ${report.isOk() ? JSON.stringify(report.value) : report.error.reason}`);
    });
  }

  cancel({ machine, client }: Process, about: Named): void {
    const [{ kind, reference }, name] = [about, nameOf(about)];
    void this.#answers.guard(async () => {
      const result = await client.cancelPayout(reference, { kind });
      const answer = result.isOk() ? result.value.state : `${result.error.code} ${result.error.reason} ${result.error.outcome}`;
      this.#answers.note(machine.name, `cancels ${name}: ${answer}`);
      if (result.isOk()) this.#answers.read(machine, name, result.value);
      else if (result.error.code === "ALREADY_PAID") this.#answers.created(name, result.error.details.transfer, null);
    });
  }

  /** A person looks at the provider and says what is to be seen there. */
  resolve({ machine, client }: Process, about: Named): void {
    const [{ kind, reference }, name] = [about, nameOf(about)];
    const found = this.#seenByHand(about);
    const as = found === null ? ("absent" as const) : { transferId: found };
    void this.#answers.guard(async () => {
      const result = await client.resolvePayout(reference, { kind, as, note: "seen at the provider" });
      const answer = result.isOk() ? result.value.state : `${result.error.code} ${result.error.message}`;
      this.#answers.note(machine.name, `resolves ${name} as ${JSON.stringify(as)}: ${answer}`);
      if (result.isOk()) this.#answers.settled(machine, name, result.value);
    });
  }

  /** What bears the mark at the provider, `null` if nothing does. */
  #seenByHand({ kind, reference }: Named): string | null {
    const { bookings, reversals } = this.#world.bank.books;
    const shown = kind === "payout" ? bookings.map(({ transfer }) => transfer) : reversals;
    const found = shown.find(({ mark, mode }) => mark?.reference === reference && mark.namespace === "default" && mode === "live");
    return found?.id ?? null;
  }

  /** The process is shut down: it lets go of what it has in hand, and runs on for a moment. */
  close({ machine, client }: Process): void {
    machine.closing = true;
    this.#answers.note(machine.name, "is to close");
    void this.#answers.guard(async () => {
      const closed = await client.close();
      this.#answers.note(machine.name, closed.isOk() ? "is closed" : `can't close: ${closed.error.reason}`);
      if (closed.isOk()) this.#world.around.judge.onClosed(machine);
      machine.deliver(minuteMs, () => machine.crash());
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
}

function wishOf({ recipientId, amount, currency }: PayoutRequest): Pick<PayoutRequest, "recipientId" | "amount" | "currency"> {
  return { recipientId, amount, currency };
}

function resultOf(item: BatchItem): Result<Transfer, PayoutError> {
  return item.status === "paid" || item.status === "already_paid" ? ok(item.transfer) : err(item.error);
}
