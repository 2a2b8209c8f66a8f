import { err, ok, type Result, ResultAsync } from "neverthrow";
import { apiError } from "../../../src/domain/api-error.ts";
import type { PayoutError } from "../../../src/domain/errors.ts";
import type {
  CreatedTransfer,
  CreateFailure,
  CreateTransfer,
  ProviderCall,
  ProviderCapabilities,
  ProviderTransfer,
  ProviderTransferPage,
  TransferProvider,
  TransferQuery,
} from "../../../src/ports/transfer-provider.ts";
import { type Answer, type Bank, groupOf } from "./bank.ts";
import { promises, secondMs } from "./durations.ts";
import type { Machine } from "./machine.ts";
import { noAnswer, readAnswer } from "./read-answer.ts";
import { readOrder, writeOrder } from "./requests.ts";
import type { Surroundings } from "./surroundings.ts";

/** The account that every client of a world calls. */
export const platform = "acct_platform";

/** The bank as one process reaches it: an adapter that never retries, at the end of a bad line. */
export function providerPort(around: Surroundings, bank: Bank, machine: Machine): TransferProvider {
  const line = new Line(around, bank, machine);
  return {
    specificationVersion: "v1",
    name: "simulated",
    capabilities,
    identify: (call) => line.read("identify", call, () => ({ mode: "live", account: platform, serverTimeMs: line.serverTimeMs() })),
    balance: (call) => line.read("balance", call, () => balanceOf(bank)),
    prepare: (payout) =>
      payout.recipientId.startsWith("acct_")
        ? ok(writeOrder(payout, machine.release))
        : err({ kind: "malformed_recipient", message: "expected acct_…" }),
    create: (command) => line.create(command),
    get: (transferId, call) => line.read("get", call, () => bank.bookings.find(({ transfer }) => transfer.id === transferId)?.transfer ?? null),
    list: (query, call) => line.read("list", call, () => page(line.visible(), query)),
    findByReference: (mark, call) =>
      line
        .read("look up", call, () => ({ transfers: line.visible(groupOf(mark)), serverTimeMs: line.serverTimeMs() }))
        .andTee(() => around.judge.onLookedUp(machine, mark.reference)),
  };
}

/** How fast each process may call. */
export const rateLimits = { perSecond: { read: 10, write: 5 }, concurrency: 4 };

const capabilities: ProviderCapabilities = {
  ...promises,
  storesDeclines: true,
  requestsPerSecond: rateLimits.perSecond,
  concurrency: rateLimits.concurrency,
  maxPageSize: 5,
};

class Line {
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
    const shown = this.#bank.bookings.filter((booking) => group === undefined || booking.group === group);
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

  create({ idempotencyKey: key, prepared }: CreateTransfer): ResultAsync<CreatedTransfer, CreateFailure> {
    return new ResultAsync(
      new Promise<Result<CreatedTransfer, CreateFailure>>((resolve) => {
        if (!this.#machine.alive) return;
        const { judge, trace } = this.#around;
        const launchTick = judge.onCreate(this.#machine, key, prepared);
        trace.note(this.#machine.name, `sends …${key.slice(-6)} for ${readOrder(prepared).mark.reference}`);
        let open = true;
        const settle = (result: Result<CreatedTransfer, CreateFailure>): void => {
          if (!open) return;
          open = false;
          timeout.canceled = true;
          judge.onResponse(this.#machine);
          resolve(result);
        };
        const timeout = this.#machine.deliver(promises.timeoutMs, () => settle(err(noAnswer("timeout"))));
        this.#travel({ key, prepared, launchTick }, settle);
      }),
    );
  }

  #travel(
    request: { key: string; prepared: CreateTransfer["prepared"]; launchTick: number },
    settle: (result: Result<CreatedTransfer, CreateFailure>) => void,
  ): void {
    const { schedule, knobs, trace } = this.#around;
    const { random, name } = this.#machine;
    const order = readOrder(request.prepared);
    if (random.chance(knobs.requestLost)) {
      trace.note(name, "the request is lost");
      if (random.chance(0.5)) this.#machine.deliver(this.#delayMs(), () => settle(err(noAnswer("network"))));
      return;
    }
    const delayMs = random.chance(knobs.requestLate) ? random.span(secondMs, knobs.latestArrivalMs) : this.#delayMs();
    if (delayMs > promises.timeoutMs) trace.note(name, `the request will land ${Math.round(delayMs / 1000)} s late`);
    this.#bank.expectMore(order.mark.reference, 1);
    schedule.after(delayMs, () => {
      this.#bank.receive(request, (answer) => this.#comeBack(answer, order, settle));
      this.#bank.expectMore(order.mark.reference, -1);
    });
  }

  #comeBack(answer: Answer, order: ReturnType<typeof readOrder>, settle: (result: Result<CreatedTransfer, CreateFailure>) => void): void {
    const { knobs, trace, judge } = this.#around;
    const { random, name } = this.#machine;
    judge.onBankAnswer(order.mark.reference, answer);
    if (random.chance(knobs.responseLost)) {
      trace.note(name, "the response is lost");
      if (random.chance(0.5)) this.#machine.deliver(this.#delayMs(), () => settle(err(noAnswer("network"))));
      return;
    }
    const unreadable = random.chance(knobs.responseLost / 4);
    if (unreadable) judge.onUnreadable(order.mark.reference);
    const result = unreadable ? err(noAnswer("invalid_response")) : readAnswer(answer, order, this.serverTimeMs());
    this.#machine.deliver(this.#delayMs(), () => settle(result));
  }

  #delayMs(): number {
    return this.#machine.random.integer(5, 200);
  }
}

function balanceOf(bank: Bank): { available: Money; pending: Money; spendable: Money } {
  const money = [{ amount: bank.balance, currency: "usd" }];
  return { available: money, pending: [], spendable: money };
}

type Money = { amount: number; currency: string }[];

function page(oldestFirst: readonly ProviderTransfer[], { limit, cursor }: TransferQuery): ProviderTransferPage {
  const newestFirst = oldestFirst.toReversed();
  const start = cursor === undefined ? 0 : newestFirst.findIndex(({ id }) => id === cursor) + 1;
  const transfers = newestFirst.slice(start, start + limit);
  const more = start + limit < newestFirst.length;
  return { transfers, nextCursor: more ? (transfers.at(-1)?.id ?? null) : null };
}

function readFailure(kind: number): PayoutError<"API_ERROR"> {
  if (kind === 0) return apiError("timeout", "not_created", "no answer in time");
  if (kind === 1) return apiError("unavailable", "not_created", "the bank has trouble");
  return kind === 2 ? apiError("rate_limited", "not_created", "too many requests") : apiError("network", "not_created", "the line broke");
}

function notFound(): PayoutError<"API_ERROR"> {
  return apiError("not_found", "not_created", "there is no such transfer");
}
