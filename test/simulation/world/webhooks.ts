import type { ProviderEvent } from "../../../src/ports/provider-event.ts";
import type { ProviderTransfer } from "../../../src/ports/transfer-provider.ts";
import { ownReference } from "../judge/readings.ts";
import { Answers } from "./answers.ts";
import type { News } from "./books.ts";
import { dayMs, minuteMs, secondMs } from "./durations.ts";
import { platform } from "./provider-port.ts";
import type { Random } from "./random.ts";
import type { Process, World } from "./world.ts";

/** The provider's events on their way to whichever process runs: lost, late, more than once and in any order. */
export class Webhooks {
  readonly #world: World;
  readonly #answers: Answers;
  readonly #random: Random;
  #count = 0;
  /** Deliveries that are still to come. */
  underWay = 0;

  constructor(world: World) {
    this.#world = world;
    this.#answers = new Answers(world);
    this.#random = world.around.random.fork();
  }

  /** Something happened to a transfer. */
  tell(type: News, transfer: ProviderTransfer): void {
    const { knobs } = this.#world.around;
    const event = this.#event(type, transfer, { account: this.#random.pick([null, platform]) });
    if (this.#random.chance(knobs.webhookLost)) return;
    const times = this.#random.chance(knobs.webhookAgain) ? this.#random.integer(2, 3) : 1;
    for (let time = 0; time < times; time++) {
      const delayMs = this.#random.chance(knobs.webhookLate) ? this.#random.span(secondMs, 3 * dayMs) : this.#random.integer(0, 400);
      this.#deliver(event, delayMs, 1);
    }
  }

  /** An event that nobody should believe: of another account, of test money, of a transfer or an amount that isn't so. */
  forge(): void {
    const { bank, scenario } = this.#world;
    const { reference, recipientId, amount, currency } = this.#random.pick(scenario.payouts);
    const mark = { namespace: "default", reference };
    const base = { mark, recipientId, amount, currency, amountReversed: 0, status: "paid", description: null, metadata: {}, createdAtMs: bank.nowMs, raw: null } as const;
    const invented: ProviderTransfer = { ...base, id: `tr_x${++this.#count}`, mode: "live" };
    const real = bank.books.bookings.find(({ transfer }) => ownReference(transfer) === reference)?.transfer ?? invented;
    const kind = this.#random.integer(0, 4);
    if (kind === 0) return this.#deliver(this.#event("transfer.created", real, { account: "acct_elsewhere" }), 0, 1);
    if (kind === 1) return this.#deliver(this.#event("transfer.created", { ...invented, mode: "test" }, { account: null }), 0, 1);
    if (kind === 2) return this.#deliver(this.#event("transfer.created", invented, { account: platform }), 0, 1);
    const [another = invented] = bank.books.bookings.map(({ transfer }) => transfer).filter((transfer) => ownReference(transfer) !== reference);
    if (kind === 3) return this.#deliver(this.#event("transfer.created", { ...another, mark }, { account: null }), 0, 1);
    const changed = { ...real, amount: real.amount + 1, recipientId: "acct_3", amountReversed: real.amount };
    this.#deliver(this.#event("transfer.updated", changed, { account: null }), 0, 1);
  }

  #event(type: News, transfer: ProviderTransfer, { account }: { readonly account: string | null }): ProviderEvent {
    return { id: `evt_${++this.#count}`, type, createdAtMs: this.#world.bank.nowMs, account, mode: transfer.mode, transfer };
  }

  #deliver(event: ProviderEvent, delayMs: number, tries: number): void {
    this.underWay += 1;
    this.#world.around.schedule.after(delayMs, () => {
      this.underWay -= 1;
      const [first, ...others] = this.#world.running;
      if (first === undefined) return this.#again(event, tries);
      const process = this.#random.pick([first, ...others]);
      process.machine.deliver(0, () => void this.#answers.guard(() => this.#apply(process, event, tries)));
    });
  }

  /** What isn't taken is delivered again, as providers do. */
  #again(event: ProviderEvent, tries: number): void {
    if (tries < mostTries) this.#deliver(event, this.#random.span(minuteMs, dayMs), tries + 1);
  }

  async #apply({ machine, client }: Process, event: ProviderEvent, tries: number): Promise<void> {
    const { judge } = this.#world.around;
    const [asOfTick, before] = [judge.mark(), this.#realOf(event)];
    const applied = await client.applyEvent(event);
    const about = `${event.id} (${event.type} ${event.transfer?.id ?? ""})`;
    if (applied.isErr()) {
      this.#answers.note(machine.name, `can't take ${about}: ${applied.error.reason}`);
      return this.#again(event, tries);
    }
    const { payout } = applied.value;
    this.#answers.note(machine.name, `takes ${about}: ${applied.value.applied ? "news" : "nothing new"}${payout === null ? "" : `, ${payout.reference} ${payout.state}`}`);
    if (payout !== null) this.#answers.read(machine, payout.reference, payout, asOfTick);
    const exists = this.#world.bank.books.find(event.transfer?.id ?? "");
    if (applied.value.applied && exists?.mark?.reference !== event.transfer?.mark?.reference) judge.broken(2, `${about} is believed, and it isn't so`);
    if (before === null) return;
    const reversed = Math.min(before.amountReversed, event.transfer?.amountReversed ?? 0);
    const isKnown = payout?.transfer?.id === before.id && payout.transfer.amountReversed >= reversed;
    if (!isKnown && payout?.state !== "review") judge.broken(5, `${about} is taken, and the store doesn't hold what it tells`);
  }

  /** The transfer of ours that an event is truly about, `null` if there is none. */
  #realOf({ transfer, account }: ProviderEvent): ProviderTransfer | null {
    const real = transfer === null || (account !== null && account !== platform) ? null : this.#world.bank.books.find(transfer.id);
    return real === null || ownReference(real) === null || ownReference(real) !== transfer?.mark?.reference ? null : real;
  }
}

const mostTries = 5;
