import { err, ok, type Result, ResultAsync } from "neverthrow";
import { apiError } from "../../../src/domain/api-error.ts";
import type { PayoutError } from "../../../src/domain/errors.ts";
import type { CreateFailure, CreateTransfer, ProviderCall, ProviderTransfer } from "../../../src/ports/transfer-provider.ts";
import type { Answer, Bank, WireRequest } from "./bank.ts";
import { promises, secondMs } from "./durations.ts";
import type { Machine } from "./machine.ts";
import { noAnswer, readRefusal } from "./read-answer.ts";
import { nameOfOrder, type Order, readOrder } from "./requests.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a request that succeeded made, and how it was told. */
export interface Made<T> {
  readonly made: T;
  readonly replayed: boolean;
  readonly serverTimeMs: number | null;
}

/** One process's bad line to the bank: what goes over it can be lost, late, turned away or garbled, each way. */
export class Line {
  readonly #around: Surroundings;
  readonly #bank: Bank;
  readonly #machine: Machine;

  constructor(around: Surroundings, bank: Bank, machine: Machine) {
    this.#around = around;
    this.#bank = bank;
    this.#machine = machine;
  }

  serverTimeMs(): number | null {
    return this.#around.knobs.tellsTime ? this.#bank.nowMs : null;
  }

  /** What a list shows now, oldest first: everything, or one group. */
  visible(group?: string): ProviderTransfer[] {
    const untilMs = this.#bank.nowMs - this.#around.knobs.lookupLagMs;
    const shown = this.#bank.books.bookings.filter((booking) => group === undefined || booking.group === group);
    return shown.map(({ transfer }) => transfer).filter(({ createdAtMs }) => createdAtMs <= untilMs);
  }

  /** One read: it can fail in any way, and it ends at once when nobody waits for it any longer. */
  read<T>(what: string, call: ProviderCall | undefined, work: () => T | null): ResultAsync<T, PayoutError<"API_ERROR">> {
    return new ResultAsync(
      new Promise<Result<T, PayoutError<"API_ERROR">>>((resolve) => {
        if (!this.#machine.alive) return;
        this.#around.judge.onRequest(this.#machine, "read");
        let open = true;
        const settle = (result: Result<T, PayoutError<"API_ERROR">>): void => {
          if (!open) return;
          open = false;
          this.#around.judge.onResponse(this.#machine);
          resolve(result);
        };
        call?.signal?.addEventListener("abort", () => settle(err(apiError("aborted", "not_created", "nobody waits"))), { once: true });
        this.#around.schedule.after(this.#delayMs(), () => this.#answerRead(what, work, settle));
      }),
    );
  }

  /** Sends one request for money; `readMade` finds what was made in an answer. */
  send<T>({ idempotencyKey: key, prepared }: CreateTransfer, readMade: (answer: Answer) => T | null): ResultAsync<Made<T>, CreateFailure> {
    return new ResultAsync(
      new Promise<Result<Made<T>, CreateFailure>>((resolve) => {
        if (!this.#machine.alive) return;
        const { judge, trace } = this.#around;
        const launchTick = judge.onCreate(this.#machine, key, prepared);
        const order = readOrder(prepared);
        this.#checkAmount(order);
        trace.note(this.#machine.name, `sends …${key.slice(-6)} for ${nameOfOrder(order)}`);
        let open = true;
        const settle = (result: Result<Made<T>, CreateFailure>): void => {
          if (!open) return;
          open = false;
          timeout.canceled = true;
          judge.onResponse(this.#machine);
          resolve(result);
        };
        const read = (answer: Answer): Result<Made<T>, CreateFailure> => {
          const [made, serverTimeMs] = [readMade(answer), this.serverTimeMs()];
          return made === null ? err(readRefusal(answer, order, serverTimeMs)) : ok({ made, replayed: answer.replayed, serverTimeMs });
        };
        const timeout = this.#machine.deliver(promises.timeoutMs, () => settle(err(noAnswer("timeout"))));
        this.#travel({ key, prepared, launchTick }, { read, settle });
      }),
    );
  }

  #checkAmount(order: Order): void {
    const sent = order.kind === "reversal" ? this.#bank.books.find(order.transferId) : null;
    if (sent !== null && order.amount > sent.amount) this.#around.judge.broken(14, `${order.amount} is asked back of ${sent.id}, which sent ${sent.amount}`);
  }

  #answerRead<T>(what: string, work: () => T | null, settle: (result: Result<T, PayoutError<"API_ERROR">>) => void): void {
    const { trace, knobs } = this.#around;
    const { random, name } = this.#machine;
    const fails = !this.#bank.reachable || random.chance(knobs.readFails);
    const failure = fails ? readFailure(random.integer(0, 3)) : null;
    const value = failure === null ? work() : null;
    if (failure !== null) trace.note(name, `${what}: ${failure.reason}`);
    const result = value === null ? err(failure ?? notFound()) : ok(value);
    this.#machine.deliver(failure?.reason === "timeout" ? promises.timeoutMs : this.#delayMs(), () => settle(result));
  }

  #travel<T>(request: WireRequest, receiver: Receiver<T>): void {
    const { schedule, knobs, trace } = this.#around;
    const { random, name } = this.#machine;
    const about = nameOfOrder(readOrder(request.prepared));
    if (random.chance(knobs.requestLost)) {
      trace.note(name, "the request is lost");
      if (random.chance(0.5)) this.#machine.deliver(this.#delayMs(), () => receiver.settle(err(noAnswer("network"))));
      return;
    }
    const delayMs = random.chance(knobs.requestLate) ? random.span(secondMs, knobs.latestArrivalMs) : this.#delayMs();
    if (delayMs > promises.timeoutMs) trace.note(name, `the request will land ${Math.round(delayMs / 1000)} s late`);
    this.#bank.expectMore(about, 1);
    schedule.after(delayMs, () => {
      this.#bank.receive(request, (answer) => this.#comeBack(answer, about, receiver));
      this.#bank.expectMore(about, -1);
    });
  }

  #comeBack<T>(answer: Answer, about: string, { read, settle }: Receiver<T>): void {
    const { knobs, trace, judge } = this.#around;
    const { random, name } = this.#machine;
    judge.onBankAnswer(about, answer);
    if (random.chance(knobs.responseLost)) {
      trace.note(name, "the response is lost");
      if (random.chance(0.5)) this.#machine.deliver(this.#delayMs(), () => settle(err(noAnswer("network"))));
      return;
    }
    const unreadable = random.chance(knobs.responseLost / 4);
    if (unreadable) judge.onUnreadable(about);
    const result = unreadable ? err(noAnswer("invalid_response")) : read(answer);
    const delayMs = random.chance(knobs.responseLate) ? random.span(secondMs, promises.timeoutMs) : this.#delayMs();
    this.#machine.deliver(delayMs, () => settle(result));
  }

  #delayMs(): number {
    return this.#machine.random.integer(5, 200);
  }
}

/** What becomes of an answer in the process that waits for it. */
interface Receiver<T> {
  readonly read: (answer: Answer) => Result<Made<T>, CreateFailure>;
  readonly settle: (result: Result<Made<T>, CreateFailure>) => void;
}

function readFailure(kind: number): PayoutError<"API_ERROR"> {
  if (kind === 0) return apiError("timeout", "not_created", "no answer in time");
  if (kind === 1) return apiError("unavailable", "not_created", "the bank has trouble");
  return kind === 2 ? apiError("rate_limited", "not_created", "too many requests") : apiError("network", "not_created", "the line broke");
}

function notFound(): PayoutError<"API_ERROR"> {
  return apiError("not_found", "not_created", "there is no such transfer");
}
