import { err, ok, type Result, ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import { invariant } from "../domain/invariant.ts";
import type { ReconcileReport } from "../domain/reconcile.ts";
import { referenceProblem } from "../domain/reference.ts";
import type { Transfer } from "../domain/transfer.ts";
import { type Account, payoutId } from "../lifecycle/account.ts";
import { noteWhole } from "../lifecycle/continuity-note.ts";
import type { StoredRecord } from "../ports/payout-store.ts";
import type { PayoutMark, ProviderTransfer } from "../ports/transfer-provider.ts";
import type { CallLimits } from "./call-limits.ts";
import { checkTransfer } from "./check-answer.ts";
import type { OperationContext } from "./context.ts";
import type { Filters } from "./filters.ts";
import { type Pair, PairComparison, type PairTerms } from "./pair-comparison.ts";
import { reading } from "./read.ts";
import { recordPages } from "./record-pages.ts";
import { TransferStream } from "./transfer-stream.ts";

/** A comparison's options, checked and complete. */
export interface ReconcileTerms extends PairTerms {
  readonly filters: Filters;
  /** For each page. */
  readonly limits: CallLimits;
  /** How many transfers are remembered before the store is asked about their time. */
  readonly mostRemembered: number;
}

type ApiError = PayoutError<"API_ERROR">;

/**
 * One comparison. The provider tells its transfers newest first and the store its records by reference, so a span
 * of time is read from the provider until so many transfers are remembered, and then the store is asked for what
 * it has of that span; then the next span follows.
 */
export class ReconcileRun {
  readonly #context: OperationContext;
  readonly #account: Account;
  readonly #terms: ReconcileTerms;
  readonly #comparison: PairComparison;
  readonly #provided: TransferStream;
  /** The provider's transfers that the store wasn't asked about yet, and when they were made. */
  readonly #remembered = new Map<string, number>();

  constructor(context: OperationContext, account: Account, terms: ReconcileTerms) {
    this.#context = context;
    this.#account = account;
    this.#terms = terms;
    this.#comparison = new PairComparison(context, account, terms);
    this.#provided = new TransferStream(context, { ...terms.filters, origin: "payoutkit" }, terms.limits);
  }

  async run(): Promise<Result<ReconcileReport, ApiError>> {
    try {
      return await this.#compareAll();
    } finally {
      this.#provided.close();
    }
  }

  async #compareAll(): Promise<Result<ReconcileReport, ApiError>> {
    const startedAtMs = this.#context.clock.now();
    const { fromMs, toMs } = this.#terms.filters;
    let untilMs = toMs ?? Infinity;
    do {
      const read = await this.#readProvider();
      if (read.isErr()) return err(read.error);
      const sinceMs = this.#provided.isDone ? (fromMs ?? -Infinity) : Math.min(read.value + 1, untilMs);
      const compared = await this.#readStore(sinceMs, untilMs);
      if (compared.isErr()) return err(compared.error);
      for (const [id, createdAtMs] of this.#remembered) if (createdAtMs >= sinceMs) this.#remembered.delete(id);
      untilMs = sinceMs;
    } while (!this.#provided.isDone);
    if (fromMs !== null || toMs !== null || !this.#terms.repair || !this.#comparison.isWhole) return ok(this.#comparison.report());
    const noted = await noteWhole(this.#context.lifecycle, this.#account, startedAtMs);
    return noted.map(() => this.#comparison.report());
  }

  /** Reads the provider's next transfers; ok with the time of the oldest of them. */
  async #readProvider(): Promise<Result<number, ApiError>> {
    let oldestMs = Infinity;
    do {
      const page = await this.#provided.next();
      if (page.isErr()) return err(page.error);
      const compared = await this.#comparePage(page.value);
      if (compared.isErr()) return err(compared.error);
      for (const { id, createdAt } of page.value) {
        oldestMs = Math.min(oldestMs, createdAt.getTime());
        this.#remembered.set(id, createdAt.getTime());
      }
    } while (!this.#provided.isDone && this.#remembered.size < this.#terms.mostRemembered);
    return ok(oldestMs);
  }

  async #comparePage(transfers: readonly Transfer[]): Promise<Result<void, ApiError>> {
    const { ledger } = this.#context.lifecycle;
    // A mark by hand may name what can't be a reference: then it is nobody's payout.
    const ours = transfers.filter(({ reference }) => reference !== null && referenceProblem(reference) === null);
    const loads = ours.map((transfer) => {
      const fact = factOf(transfer, this.#context.namespace);
      return ledger.load(payoutId(this.#account, fact.mark.namespace, fact.mark.reference)).map((seen) => ({ transfer: fact, seen }));
    });
    const pairs = await ResultAsync.combine(loads);
    return pairs.isErr() ? err(pairs.error) : this.#comparison.compare(pairs.value);
  }

  /** Looks after what the store has of a span of time, and the provider didn't list. */
  async #readStore(sinceMs: number, untilMs: number): Promise<Result<void, ApiError>> {
    const scope = { kind: "payout", mode: this.#account.mode, namespace: this.#context.namespace } as const;
    for await (const page of recordPages(this.#context, scope, ["paid"], this.#terms.limits)) {
      if (page.isErr()) return err(page.error);
      const unlisted = page.value.filter(({ account, transfer }) => {
        if (transfer === null || account !== this.#account.id || this.#remembered.has(transfer.id)) return false;
        return transfer.createdAtMs >= sinceMs && transfer.createdAtMs < untilMs;
      });
      const found = await ResultAsync.combine(unlisted.map((record) => new ResultAsync(this.#findOne(record))));
      if (found.isErr()) return err(found.error);
      for (const [index, record] of unlisted.entries()) {
        if (found.value[index] === null) await this.#comparison.tellMissing(record);
      }
      const compared = await this.#comparison.compare(found.value.filter((pair) => pair !== null));
      if (compared.isErr()) return err(compared.error);
    }
    return ok(undefined);
  }

  /** Asks for one transfer by its id; `null` if the provider has none, which only a plain no means. */
  async #findOne(record: StoredRecord): Promise<Result<Pair | null, ApiError>> {
    const { lifecycle, provider } = this.#context;
    const { transfer: kept, reference } = record;
    invariant(kept !== null, "a paid payout has no transfer");
    const found = await reading(this.#context, this.#terms.limits, (reader) =>
      reader.read((call) => provider.get(kept.id, call).andThen(checkTransfer)),
    );
    if (found.isOk()) {
      const seen = await lifecycle.ledger.load(payoutId(this.#account, this.#context.namespace, reference));
      return seen.map((now) => ({ transfer: found.value, seen: now }));
    }
    return found.error.reason === "not_found" ? ok(null) : err(found.error);
  }
}

/** A transfer of this namespace as the port tells it. */
function factOf(transfer: Transfer, namespace: string): ProviderTransfer & { readonly mark: PayoutMark } {
  const { id, reference, recipientId, amount, currency, amountReversed, status, description, metadata, createdAt, raw } = transfer;
  invariant(reference !== null, "a transfer of this namespace has no reference");
  const fields = { id, recipientId, amount, currency, amountReversed, status, description, metadata };
  return { ...fields, mark: { namespace, reference }, mode: null, createdAtMs: createdAt.getTime(), raw };
}
