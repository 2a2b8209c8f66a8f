import type { Money } from "../../domain/money.ts";
import type { PayoutMark } from "../../ports/transfer-provider.ts";
import type { QueuedScenario, ScenarioKind } from "./scenarios.ts";
import { type HeldTransfer, TransferOrder } from "./transfer-order.ts";
import type {
  KeyRow,
  LateWork,
  RecipientState,
  ReversalRow,
  RowQuery,
  TransferRow,
  World,
  WorldRows,
  WorldSeed,
} from "./world.ts";

/** A world that lives as long as the object does. */
export function memoryWorld(seed: WorldSeed): World {
  const rows = new MemoryRows(seed);
  return { transact: (work) => work(rows), close: () => undefined };
}

class MemoryRows implements WorldRows {
  readonly #seed: WorldSeed;
  readonly #funds: Map<string, number>;
  readonly #recipients: Map<string, RecipientState>;
  readonly #transfers = new Map<string, HeldTransfer>();
  readonly #order = new TransferOrder();
  readonly #byRecipient = new Map<string, TransferOrder>();
  readonly #byMark = new Map<string, TransferOrder>();
  readonly #reversals = new Map<string, ReversalRow>();
  readonly #keys = new Map<string, KeyRow>();
  #scenarios: QueuedScenario[] = [];
  #scenarioNumber = 0;
  #lateWork: LateWork[] = [];

  constructor(seed: WorldSeed) {
    this.#seed = seed;
    this.#funds = new Map(seed.balance);
    this.#recipients = new Map(seed.recipients);
  }

  account(): string {
    return this.#seed.account;
  }

  minimum(currency: string): number {
    return this.#seed.minimums.get(currency) ?? 1;
  }

  funds(currency: string): number {
    return this.#funds.get(currency) ?? 0;
  }

  setFunds(currency: string, amount: number): void {
    this.#funds.set(currency, amount);
  }

  allFunds(): Money[] {
    return [...this.#funds]
      .map(([currency, amount]) => ({ amount, currency }))
      .sort((left, right) => (left.currency < right.currency ? -1 : 1));
  }

  recipient(recipientId: string): RecipientState {
    return this.#recipients.get(recipientId) ?? "ready";
  }

  setRecipient(recipientId: string, state: RecipientState): void {
    this.#recipients.set(recipientId, state);
  }

  nextTransferNumber(): number {
    return this.#transfers.size + 1;
  }

  insertTransfer(row: TransferRow): void {
    const held = { row };
    this.#transfers.set(row.id, held);
    this.#order.insert(held);
    orderOf(this.#byRecipient, row.recipientId).insert(held);
    if (row.mark !== null) orderOf(this.#byMark, markKey(row.mark)).insert(held);
  }

  transfer(id: string): TransferRow | null {
    return this.#transfers.get(id)?.row ?? null;
  }

  setReversed(id: string, amountReversed: number): void {
    const held = this.#transfers.get(id);
    if (held !== undefined) held.row = { ...held.row, amountReversed };
  }

  transfersOf(mark: PayoutMark): TransferRow[] {
    return this.#byMark.get(markKey(mark))?.all() ?? [];
  }

  page(query: RowQuery): TransferRow[] {
    const order = query.recipientId === null ? this.#order : this.#byRecipient.get(query.recipientId);
    return order?.page(query) ?? [];
  }

  countTransfers(): number {
    return this.#transfers.size;
  }

  nextReversalNumber(): number {
    return this.#reversals.size + 1;
  }

  insertReversal(row: ReversalRow): void {
    this.#reversals.set(row.id, row);
  }

  reversal(id: string): ReversalRow | null {
    return this.#reversals.get(id) ?? null;
  }

  reversalsOf(transferId: string): ReversalRow[] {
    return [...this.#reversals.values()].filter((row) => row.transferId === transferId);
  }

  key(key: string): KeyRow | null {
    return this.#keys.get(key) ?? null;
  }

  putKey(row: KeyRow): void {
    this.#keys.set(row.key, row);
  }

  forgetKeys(untilMs: number): void {
    for (const [key, row] of this.#keys) {
      if (row.firstSeenMs > untilMs) return;
      this.#keys.delete(key);
    }
  }

  scenarios(kind: ScenarioKind): readonly QueuedScenario[] {
    return this.#scenarios.length === 0 ? this.#scenarios : this.#scenarios.filter((queued) => queued.kind === kind);
  }

  addScenario(scenario: Omit<QueuedScenario, "number">): void {
    this.#scenarioNumber += 1;
    this.#scenarios.push({ ...scenario, number: this.#scenarioNumber });
  }

  setScenarioTimes(number: number, times: number): void {
    this.#scenarios = this.#scenarios
      .map((queued) => (queued.number === number ? { ...queued, times } : queued))
      .filter((queued) => queued.times > 0);
  }

  clearScenarios(): void {
    this.#scenarios = [];
  }

  takeLateWork(nowMs: number): LateWork[] {
    if (this.#lateWork.length === 0) return this.#lateWork;
    const due = this.#lateWork.filter((work) => work.dueAtMs <= nowMs);
    if (due.length > 0) this.#lateWork = this.#lateWork.filter((work) => work.dueAtMs > nowMs);
    return due.sort((left, right) => left.dueAtMs - right.dueAtMs);
  }

  addLateWork(work: LateWork): void {
    this.#lateWork.push(work);
  }
}

function orderOf(orders: Map<string, TransferOrder>, key: string): TransferOrder {
  const existing = orders.get(key);
  if (existing !== undefined) return existing;
  const created = new TransferOrder();
  orders.set(key, created);
  return created;
}

function markKey(mark: PayoutMark): string {
  return JSON.stringify([mark.namespace, mark.reference]);
}
