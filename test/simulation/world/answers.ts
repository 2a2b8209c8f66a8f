import type { Result } from "neverthrow";
import type { PayoutError } from "../../../src/domain/errors.ts";
import type { PayoutRecord } from "../../../src/domain/payout-record.ts";
import type { Call } from "../judge/calls.ts";
import type { ToldMovement } from "../judge/movement.ts";
import type { Machine } from "./machine.ts";
import type { World } from "./world.ts";

/** A transfer or a reversal as the client gives it. */
export type ToldMoney = ToldMovement & { readonly amountReversed?: number };

/** What the application is told, handed on to the judge. */
export class Answers {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  note(who: string, what: string): void {
    this.#world.around.trace.note(who, what);
  }

  /** Nothing in the library may throw at its caller. */
  async guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      this.#world.around.judge.broken(0, `a call threw ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
    }
  }

  /** The answer to a call that may move money. */
  tell(call: Call, result: Result<ToldMoney, PayoutError>, wanted: Partial<ToldMovement>): void {
    const { judge } = this.#world.around;
    const { reference: name, machine } = call;
    const outcome = result.isOk() ? "created" : result.error.outcome;
    const why = result.isOk() ? result.value.id : `${result.error.code} ${result.error.reason}`;
    this.note(machine.name, `is told that ${name} is ${outcome}: ${why}`);
    judge.endCall(call, outcome);
    if (outcome === "not_created") return judge.onToldNotCreated(name, machine, call);
    if (result.isOk()) return this.created(name, result.value, wanted);
    if (result.error.code === "ALREADY_PAID") return this.created(name, result.error.details.transfer, wanted);
    const other = result.error.code === "INVALID_REQUEST" ? result.error.details.conflict?.payout.transfer : null;
    if (outcome === "created" && other != null) this.created(name, other, null);
  }

  created(name: string, told: ToldMoney, wanted: Partial<ToldMovement> | null): void {
    const { around, bank } = this.#world;
    around.judge.onToldCreated(name, told, wanted);
    const real = bank.books.find(told.id);
    if (real !== null && (told.amountReversed ?? 0) > real.amountReversed) around.judge.broken(2, `more of ${told.id} is told to be taken back than is`);
  }

  /** Somebody reads what the store has of a payout or a reversal, as of a moment or of the last look. */
  read(machine: Machine, name: string, record: PayoutRecord, asOfTick?: number): void {
    if (record.outcome === "not_created") this.#world.around.judge.onReadNotCreated(name, machine, asOfTick);
    else this.#createdBy(name, record);
  }

  /** Somebody has looked at the provider and settled it by hand. */
  settled(machine: Machine, name: string, record: PayoutRecord): void {
    if (record.outcome === "not_created") this.#world.around.judge.onToldNotCreated(name, machine, null);
    else this.#createdBy(name, record);
  }

  #createdBy(name: string, { transfer }: PayoutRecord): void {
    if (transfer !== null) this.created(name, transfer, null);
  }
}
