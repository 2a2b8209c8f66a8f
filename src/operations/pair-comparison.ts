import { err, ok, okAsync, type Result, ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import { invariant } from "../domain/invariant.ts";
import type { ReconcileFinding, ReconcileReport } from "../domain/reconcile.ts";
import type { Account } from "../lifecycle/account.ts";
import { lacksPayout, noteGap } from "../lifecycle/continuity-note.ts";
import { learnTransfer } from "../lifecycle/learn-transfer.ts";
import type { Changed, Seen } from "../lifecycle/ledger.ts";
import { readRecord } from "../lifecycle/payout-record.ts";
import { readTransfer, storeTransfer } from "../lifecycle/stored-transfer.ts";
import type { StoredRecord } from "../ports/payout-store.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";
import { comparePayout } from "./compare-payout.ts";
import type { OperationContext } from "./context.ts";
import { ReconcileTally } from "./reconcile-tally.ts";

/** How pairs are compared. */
export interface PairTerms {
  /** Whether the store takes note of what is found. */
  readonly repair: boolean;
  readonly maxFindings: number;
  readonly tell: (finding: ReconcileFinding) => unknown;
}

/** A transfer of ours and what the store has of its payout. */
export interface Pair {
  readonly transfer: ProviderTransfer;
  readonly seen: Seen;
}

type ApiError = PayoutError<"API_ERROR">;

/** Compares transfers with their records, lets the store take note of them, and counts and tells what was found. */
export class PairComparison {
  readonly #context: OperationContext;
  readonly #account: Account;
  readonly #terms: PairTerms;
  readonly #tally: ReconcileTally;
  #isWhole = true;

  constructor(context: OperationContext, account: Account, terms: PairTerms) {
    this.#context = context;
    this.#account = account;
    this.#terms = terms;
    this.#tally = new ReconcileTally(terms.maxFindings);
  }

  /** Whether every transfer so far is in the store. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  report(): ReconcileReport {
    return this.#tally.report();
  }

  async compare(pairs: readonly Pair[]): Promise<Result<void, ApiError>> {
    const noted = await this.#noteGaps(pairs);
    if (noted.isErr()) return err(noted.error);
    const learned = await ResultAsync.combine(pairs.map((pair) => this.#learn(pair)));
    if (learned.isErr()) return err(learned.error);
    for (const [index, pair] of pairs.entries()) {
      const changed = learned.value[index];
      invariant(changed !== undefined, "a transfer was compared and not answered for");
      await this.#count(pair, changed);
    }
    return ok(undefined);
  }

  /** Tells of a payout whose transfer the provider doesn't know. */
  async tellMissing(record: StoredRecord): Promise<void> {
    invariant(record.transfer !== null, "a paid payout has no transfer");
    const about = { reference: record.reference, applied: false, transfer: readTransfer(record.transfer) };
    await this.#tell({ ...about, kind: "missing_at_provider", payout: readRecord(record) });
  }

  /** What the store lacks is put in next, and then nobody could see any more that it did. */
  #noteGaps(pairs: readonly Pair[]): ResultAsync<void, ApiError> {
    const gaps = pairs.filter(({ seen }) => lacksPayout(seen.record)).map(({ transfer }) => transfer.createdAtMs);
    if (gaps.length === 0 || !this.#terms.repair) return okAsync(undefined);
    return noteGap(this.#context.lifecycle, this.#account, Math.max(...gaps));
  }

  #learn({ transfer, seen }: Pair): ResultAsync<Changed, ApiError> {
    const { kind } = comparePayout(seen.record, transfer, this.#account.id);
    const knowsReversal = seen.record?.transfer?.amountReversed === transfer.amountReversed;
    const isKnown = kind === "matched" || (kind === "reversed" && knowsReversal);
    if (isKnown || !this.#terms.repair) return okAsync({ ...seen, written: false });
    return learnTransfer(this.#context.lifecycle, this.#account, seen, transfer);
  }

  async #count({ transfer, seen }: Pair, { record, written }: Changed): Promise<void> {
    if (lacksPayout(record) || record?.account !== this.#account.id) this.#isWhole = false;
    const compared = comparePayout(seen.record, transfer, this.#account.id);
    if (compared.kind === "matched") return this.#tally.addMatch();
    const { reference } = seen.id;
    const told = readTransfer(storeTransfer(transfer, this.#context.provider.name, reference), transfer.raw);
    const about = { reference, applied: written, transfer: told };
    if (record === null) return this.#tell({ ...about, kind: "unknown_to_store", payout: null });
    const payout = readRecord(record);
    // Another transfer of the same reference may have become its payment since the record was read.
    const isSecond = record.state === "paid" && record.transfer?.id !== transfer.id;
    if (isSecond && record.account === this.#account.id) return this.#tell({ ...about, kind: "duplicate", payout });
    if (compared.kind === "differs") return this.#tell({ ...about, kind: "differs", fields: compared.fields, payout });
    return this.#tell({ ...about, kind: compared.kind, payout });
  }

  async #tell(finding: ReconcileFinding): Promise<void> {
    this.#tally.add(finding);
    try {
      await this.#terms.tell(finding);
    } catch {
      // A callback's failure is the caller's own; the money isn't touched by it.
    }
  }
}
