import type { PayoutRequest } from "../../../src/domain/payout-request.ts";
import { falsehoodOfPlan, falsehoodOfReconcile, falsehoodOfTransfers, oursAmong, totalOf } from "../judge/readings.ts";
import { Answers } from "./answers.ts";
import type { Waiting } from "./callers.ts";
import type { Process, World } from "./world.ts";

/** The application's code that only wants to know. Where nothing changed meanwhile, what it is told has to be exact. */
export class Readers {
  readonly #world: World;
  readonly #answers: Answers;

  constructor(world: World) {
    this.#world = world;
    this.#answers = new Answers(world);
  }

  /** Turns every page of the list. */
  list({ machine, client }: Process, origin: "payoutkit" | undefined, waiting: Waiting = {}): void {
    const { books } = this.#world.bank;
    const before = this.#moment();
    void this.#answers.guard(async () => {
      const ids: string[] = [];
      for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
        const page = await client.listTransfers({ origin, cursor }, waiting);
        if (page.isErr()) return;
        this.#report(falsehoodOfTransfers(books, page.value.transfers));
        ids.push(...page.value.transfers.map(({ id }) => id));
        cursor = page.value.nextCursor;
      }
      const shown = origin === undefined ? books.bookings.map(({ transfer }) => transfer) : oursAmong(books);
      const isExact = ids.join() === shown.toReversed().map(({ id }) => id).join();
      this.#answers.note(machine.name, `is told of the transfers ${ids.join(", ")}`);
      if (before.isStill() && !isExact) this.#report("a list of transfers that isn't the bank's");
    });
  }

  total({ machine, client }: Process, origin: "payoutkit" | undefined, waiting: Waiting = {}): void {
    const { books } = this.#world.bank;
    const before = this.#moment();
    void this.#answers.guard(async () => {
      const total = await client.getTotalPaid({ origin }, waiting);
      if (total.isErr()) return;
      const told = total.value.find(({ currency }) => currency === "usd")?.amount ?? 0;
      const real = totalOf(origin === undefined ? books.bookings.map(({ transfer }) => transfer) : oursAmong(books));
      this.#answers.note(machine.name, `is told of a total of ${told}`);
      if (before.isStill() && told !== real) this.#report(`a total of ${told} where ${real} was paid`);
    });
  }

  payout({ machine, client }: Process, reference: string): void {
    const asOfTick = this.#world.around.judge.mark();
    void this.#answers.guard(async () => {
      const payout = await client.getPayout(reference);
      if (payout.isOk() && payout.value !== null) this.#answers.read(machine, reference, payout.value, asOfTick);
    });
  }

  recipient({ machine, client }: Process, recipientId: string, waiting: Waiting = {}): void {
    const { bank } = this.#world;
    const changes = bank.recipientChanges;
    void this.#answers.guard(async () => {
      const check = await client.checkRecipient(recipientId, waiting);
      if (check.isErr()) return;
      this.#answers.note(machine.name, `is told that ${recipientId} is ${check.value?.ready === true ? "" : "not "}ready`);
      const isTrue = check.value?.ready === !bank.unready.has(recipientId);
      if (changes === bank.recipientChanges && !isTrue) this.#report(`that ${recipientId} is ready or not, and it is the other way round`);
    });
  }

  plan({ machine, client }: Process, requests: readonly PayoutRequest[], waiting: Waiting = {}): void {
    const { judge } = this.#world.around;
    void this.#answers.guard(async () => {
      const plan = await client.planBatch(requests, waiting);
      this.#answers.note(machine.name, `plans a batch: ${plan.isOk() ? `${plan.value.toSend} to send, ${plan.value.alreadyPaid} paid, ${plan.value.open} open` : plan.error.reason}`);
      if (plan.isOk()) this.#report(falsehoodOfPlan(plan.value, requests, (reference) => judge.truth(reference).movements.length > 0));
    });
  }

  /** Compares while everything goes on: what is found has to be true, if not complete. */
  reconcile({ machine, client }: Process, repair: boolean, waiting: Waiting = {}): void {
    const { around, bank } = this.#world;
    void this.#answers.guard(async () => {
      const report = await client.reconcile({ repair }, waiting);
      this.#answers.note(machine.name, `reconciles: ${report.isOk() ? JSON.stringify(report.value.counts) : report.error.reason}`);
      if (report.isErr()) return;
      const falsehood = falsehoodOfReconcile(report.value, bank.books);
      if (falsehood !== null) around.judge.broken(5, falsehood);
    });
  }

  #report(falsehood: string | null): void {
    if (falsehood !== null) this.#world.around.judge.broken(2, `somebody is told ${falsehood}`);
  }

  /** Whether the bank's books are still what they are now, for all to see. */
  #moment(): { readonly isStill: () => boolean } {
    const { bank, around } = this.#world;
    const { version } = bank.books;
    return { isStill: () => bank.books.version === version && around.knobs.lookupLagMs === 0 };
  }
}
