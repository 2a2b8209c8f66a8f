import { PayoutClient, type PayoutRequest } from "../../src/index.ts";
import { stripeProvider } from "../../src/providers/stripe/index.ts";
import { assertOk } from "../../src/testing/assert.ts";
import type { Movement, StandIn } from "../stand-in/index.ts";
import { openStore, type StoreConfig } from "./open-store.ts";
import type { Told } from "./worker-task.ts";

/** What was counted, and what should never be. */
export interface Figures {
  kills: number;
  payouts: number;
  movements: number;
  duplicates: number;
  lost: number;
  untrue: number;
}

/** Counts, and writes down each broken promise. */
export class Judge {
  readonly figures: Figures = { kills: 0, payouts: 0, movements: 0, duplicates: 0, lost: 0, untrue: 0 };
  readonly violations: string[] = [];
  /** How often each step was a worker's last. */
  readonly deaths = new Map<string, number>();

  died(at: string): void {
    this.figures.kills += 1;
    this.deaths.set(at, (this.deaths.get(at) ?? 0) + 1);
  }

  /** Takes an answer that a caller got and compares it with the money, at the moment at which it is heard. */
  heard(standIn: StandIn, told: Told, terms: HearingTerms): void {
    const moved = movementsOf(standIn, told.reference);
    if (told.outcome === "created" && !moved.some(({ transferId }) => transferId === told.transferId)) {
      this.#untrue(terms, told, "no such transfer was made");
    }
    const before = terms.alone ? moved : moved.slice(0, terms.movedBefore.get(told.reference ?? "") ?? 0);
    if (told.outcome === "not_created" && before.length > 0) this.#untrue(terms, told, "the money had moved");
  }

  /** Takes what a recovery says of a world with one payout. */
  heardRecovery({ movements }: StandIn, told: RecoveryTold, where: string): void {
    if (told.paid <= movements.length && (told.failed === 0 || movements.length === 0)) return;
    this.figures.untrue += 1;
    this.violations.push(`${where}: a recovery said ${JSON.stringify(told)} after ${movements.length} movements`);
  }

  /** Judges a world that has come to rest: what moved, and what the store says of it. */
  async rest(standIn: StandIn, store: StoreConfig, payouts: readonly Expected[], where: string): Promise<void> {
    const opened = openStore(store);
    const provider = stripeProvider({ apiKey: standIn.apiKey, baseUrl: standIn.url });
    const client = new PayoutClient({ provider, store: opened.store });
    for (const { payout, declined } of payouts) {
      const moved = movementsOf(standIn, payout.reference);
      const record = assertOk(await client.getPayout(payout.reference));
      this.#settle(payout, declined, moved, { state: record?.state ?? "missing", transferId: record?.transfer?.id ?? null }, where);
    }
    this.figures.payouts += payouts.length;
    this.figures.movements += standIn.movements.length;
    assertOk(await client.close());
    await opened.close();
  }

  /** Writes down that a payout or a process didn't end as it should. */
  lost(where: string, what: string): void {
    this.figures.lost += 1;
    this.violations.push(`${where}: ${what}`);
  }

  #settle(payout: PayoutRequest, declined: boolean, moved: readonly Movement[], record: Kept, where: string): void {
    const about = `${payout.reference} is ${record.state} and moved ${moved.length} times`;
    if (moved.length > (declined ? 0 : 1)) {
      this.figures.duplicates += 1;
      this.violations.push(`${where}: ${about}`);
      return;
    }
    const [movement] = moved;
    const right = declined
      ? record.state === "failed"
      : record.state === "paid" && movement !== undefined && movement.transferId === record.transferId && isFor(movement, payout);
    if (!right) this.lost(where, about);
  }

  #untrue({ where }: HearingTerms, told: Told, truth: string): void {
    this.figures.untrue += 1;
    this.violations.push(`${where}: ${told.reference} was told ${told.outcome} ${told.transferId} (${told.answer}), but ${truth}`);
  }
}

/** What a recovery says that it settled. */
interface RecoveryTold {
  readonly paid: number;
  readonly failed: number;
}

/** How to weigh an answer. */
export interface HearingTerms {
  readonly where: string;
  /** Whether nobody else pays meanwhile, so that the answer has to be true when it is heard. */
  readonly alone: boolean;
  /** Movements of each reference when the worker was started. */
  readonly movedBefore: ReadonlyMap<string, number>;
}

/** A payout and how it has to end. */
export interface Expected {
  readonly payout: PayoutRequest;
  readonly declined: boolean;
}

/** How often the money of each reference has moved. */
export function movedSoFar({ movements }: StandIn): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { metadata } of movements) {
    const reference = metadata["payoutkit_reference"] ?? "";
    counts.set(reference, (counts.get(reference) ?? 0) + 1);
  }
  return counts;
}

interface Kept {
  readonly state: string;
  readonly transferId: string | null;
}

function movementsOf({ movements }: StandIn, reference: string | null): Movement[] {
  return movements.filter(({ metadata }) => metadata["payoutkit_reference"] === reference);
}

function isFor(movement: Movement, { amount, currency, recipientId }: PayoutRequest): boolean {
  return movement.amount === amount && movement.currency === currency && movement.destination === recipientId;
}
