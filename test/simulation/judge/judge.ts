import type { StoredRecord } from "../../../src/ports/payout-store.ts";
import type { PreparedTransfer } from "../../../src/ports/transfer-provider.ts";
import type { Answer } from "../world/bank.ts";
import type { Machine } from "../world/machine.ts";
import { nameOfOrder, readOrder } from "../world/requests.ts";
import type { Schedule } from "../world/schedule.ts";
import type { Trace } from "../world/trace.ts";
import { AlarmWatch } from "./alarm-watch.ts";
import { type Call, Calls, type Told } from "./calls.ts";
import type { InvariantNumber, Violation } from "./invariants.ts";
import { KeyFacts } from "./key-facts.ts";
import { falsehoodOf, type Movement, type ToldMovement } from "./movement.ts";
import { nameOf } from "./name.ts";
import { type RateLimits, RateWatch } from "./rate-watch.ts";
import { beginsToSend, breachOfRow, commandsClaim, opensAttempt } from "./row-rules.ts";

/** What is true of a payout or a reversal, whatever anybody was told. */
export interface Truth {
  readonly movements: Movement[];
  /** The first money's place in the order of things. */
  movedTick: number;
  launchTick: number;
  /** The last call that was told that nothing was created, and as of when that was said. */
  denial: Denial | null;
  serverErrors: number;
  keyConflicts: number;
}

/** Somebody was told that nothing was created. */
interface Denial {
  readonly call: Call | null;
  readonly asOfTick: number;
}

/**
 * Watches everything and breaks the world off at the first broken promise. A `reference` here is the name that
 * `nameOf` gives to a payout or to a reversal.
 */
export class Judge {
  readonly calls = new Calls();
  readonly alarms = new AlarmWatch();
  violation: Violation | null = null;
  readonly #schedule: Schedule;
  readonly #trace: Trace;
  readonly #rate: RateWatch;
  readonly #keys = new KeyFacts();
  readonly #truths = new Map<string, Truth>();
  readonly #openings = new Map<string, number>();
  readonly #looks = new Map<string, number>();
  readonly #holders = new Map<string, Machine>();
  readonly #closed = new Set<Machine>();
  readonly #forgotten = new Set<string>();
  #tick = 0;

  constructor(schedule: Schedule, trace: Trace, limits: RateLimits) {
    this.#schedule = schedule;
    this.#trace = trace;
    this.#rate = new RateWatch(limits);
  }

  truth(reference: string): Truth {
    const known = this.#truths.get(reference);
    if (known !== undefined) return known;
    const truth = { movements: [], movedTick: 0, launchTick: 0, denial: null, serverErrors: 0, keyConflicts: 0 };
    this.#truths.set(reference, truth);
    return truth;
  }

  beginCall(reference: string, machine: Machine): Call {
    return this.calls.begin(reference, machine, ++this.#tick);
  }

  endCall(call: Call, told: Told): void {
    this.calls.end(call, told, ++this.#tick);
  }

  onCrash(machine: Machine): void {
    this.calls.crash(machine, ++this.#tick);
    this.alarms.forgive(machine);
  }

  /** A client says that it is closed. */
  onClosed(machine: Machine): void {
    this.#closed.add(machine);
  }

  /** Somebody was told that this transfer, or this reversal, is theirs. */
  onToldCreated(reference: string, told: ToldMovement, wanted: Partial<ToldMovement> | null): void {
    const real = this.truth(reference).movements.find(({ id }) => id === told.id);
    const falsehood = falsehoodOf(real, told, wanted);
    if (falsehood !== null) this.broken(2, `${reference} is told ${falsehood}`);
  }

  /**
   * Somebody was told that nothing was created. It has to be true as of the last look at the record on that machine
   * (or the call's beginning, if it never looked), or of the moment that is given: what another call sends after
   * that is that call's own doing.
   */
  onToldNotCreated(reference: string, machine: Machine, call: Call | null, told?: number): void {
    const truth = this.truth(reference);
    const asOfTick = told ?? Math.max(call?.beganTick ?? 0, this.#looks.get(`${machine.name} ${reference}`) ?? 0);
    this.#tick += 1;
    if (truth.movements.length > 0 && truth.movedTick < asOfTick) {
      return this.broken(3, `${reference} is told as not created, but ${truth.movements[0]?.id} exists`);
    }
    if (truth.movements.length > 0) return this.#deny(reference, { call, asOfTick });
    truth.denial = { call, asOfTick };
  }

  /** Somebody reads in the store that nothing was created: a store that has lost something tells what it has. */
  onReadNotCreated(reference: string, machine: Machine, asOfTick?: number): void {
    if (!this.#forgotten.has(reference)) this.onToldNotCreated(reference, machine, null, asOfTick);
  }

  /** The place of this moment in the order of things. */
  mark(): number {
    return ++this.#tick;
  }

  /** A process has learnt how these rows stood at that moment. */
  onLook(machine: Machine, references: readonly string[], tick: number): void {
    for (const reference of references) {
      const name = `${machine.name} ${reference}`;
      this.#looks.set(name, Math.max(tick, this.#looks.get(name) ?? 0));
    }
  }

  /** The bank begins to execute under a key. */
  onKeyBegun(key: string, reference: string): void {
    this.#keys.begun(key, reference, this.#schedule.nowMs);
  }

  onMovement(movement: Movement, reference: string, launchTick: number): void {
    const truth = this.truth(reference);
    truth.movements.push(movement);
    truth.movedTick = ++this.#tick;
    truth.launchTick = launchTick;
    if (truth.movements.length > 1) return this.broken(1, `${reference} moved money ${truth.movements.length} times`);
    if (truth.denial !== null) this.#deny(reference, truth.denial);
  }

  /** A request for money goes out; the number is its place in the order of things. */
  onCreate(machine: Machine, key: string, prepared: PreparedTransfer): number {
    const tick = ++this.#tick;
    const order = readOrder(prepared);
    const breach = this.#keys.sent(key, { body: prepared.body, by: machine.name }, order, this.#schedule.nowMs);
    if (this.#closed.has(machine)) this.broken(0, `${nameOfOrder(order)} is sent by a client that was closed`);
    this.#report(this.#rate.started(machine, "write", this.#schedule.nowMs));
    this.#report(breach);
    return tick;
  }

  onRequest(machine: Machine, kind: "read"): void {
    this.#report(this.#rate.started(machine, kind, this.#schedule.nowMs));
  }

  onResponse(machine: Machine): void {
    this.#rate.ended(machine);
  }

  onBankAnswer(reference: string, { status, code }: Answer): void {
    if (status >= 500) this.truth(reference).serverErrors += 1;
    if (code === "idempotency_error") this.truth(reference).keyConflicts += 1;
  }

  /** An answer that can't be read may have been a server error, and is taken for one. */
  onUnreadable(reference: string): void {
    this.truth(reference).serverErrors += 1;
  }

  onWrite(machine: Machine, before: StoredRecord | null, after: StoredRecord): void {
    const { state, attempts, lease } = after;
    const reference = nameOf(after);
    const attempt = attempts.at(-1);
    const from = before === null ? "nothing" : before.state;
    this.#trace.note(machine.name, `${reference}: ${from} → ${state}${attempt === undefined ? "" : `, attempt ${attempt.number}, sends ${attempt.sends}`}`);
    this.#tick += 1;
    this.alarms.onWrite(machine, before, after);
    this.#report(breachOfRow(before, after));
    const holder = this.#holders.get(before?.lease?.token ?? "");
    if (commandsClaim(before, after) && holder !== machine) this.broken(6, `${reference} is commanded by a process that doesn't hold its lease`);
    if (opensAttempt(before, after)) this.#countOpening(machine, after);
    if (beginsToSend(before, after) && !this.calls.anyOpenOn(machine, reference)) {
      this.broken(6, `${reference} is first sent by a process where no caller asks for it`);
    }
    if (state === "sending" && attempt !== undefined && lease?.token !== before?.lease?.token) {
      this.#holders.set(lease?.token ?? "", machine);
      this.#keys.claimed(attempt.key, reference, machine.name, this.#schedule.nowMs);
    }
  }

  /** The store has lost something about these. */
  onForgotten(references: readonly string[]): void {
    for (const reference of references) {
      this.#forgotten.add(reference);
      this.#keys.forget(reference);
      for (const name of this.#openings.keys()) if (name.endsWith(` ${reference}`)) this.#openings.delete(name);
    }
  }

  /** Whether the store has ever lost something of a payout. */
  wasForgotten(reference: string): boolean {
    return this.#forgotten.has(reference);
  }

  broken(invariant: InvariantNumber, what: string): void {
    this.#report({ invariant, what });
  }

  /** Holds what somebody was told against money that moved after that. */
  #deny(reference: string, { call, asOfTick }: Denial): void {
    if (this.truth(reference).launchTick < asOfTick) return this.broken(3, `${reference} was told as not created while its request was under way`);
    const asked = this.calls.anyOtherAfter(reference, asOfTick, call);
    if (!asked) this.broken(3, `${reference} was told as not created, and was sent without a new call`);
  }

  #countOpening(machine: Machine, record: StoredRecord): void {
    const [reference, { attempts }] = [nameOf(record), record];
    const name = `${machine.name} ${reference}`;
    const openings = (this.#openings.get(name) ?? 0) + 1;
    this.#openings.set(name, openings);
    if (openings > this.calls.countOn(machine, reference)) {
      this.broken(6, `attempt ${attempts.length} of ${reference} is opened without a caller's call`);
    }
  }

  #report(violation: Violation | null): void {
    if (violation === null || this.violation !== null) return;
    this.violation = violation;
    this.#trace.note("judge", `invariant ${violation.invariant} is broken: ${violation.what}`);
  }
}
