import { err, ok, type Result } from "neverthrow";
import type { BatchPlan, BatchProblem, PlannedCurrency } from "../domain/batch.ts";
import type { PayoutError } from "../domain/errors.ts";
import { amountIn, type Money, MoneyTotals } from "../domain/money.ts";
import { type Payout, parsePayoutRequest } from "../domain/payout-request.ts";
import { type Account, payoutId } from "../lifecycle/account.ts";
import type { Seen } from "../lifecycle/ledger.ts";
import { lookUpPayout } from "../lifecycle/look-up-payout.ts";
import { differingFields, referenceConflict, samePayout } from "../lifecycle/mismatch.ts";
import { minimumProblem, refusal } from "../lifecycle/preflight.ts";
import type { OperationContext } from "./context.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { LaneItem } from "./lanes.ts";
import { referenceOf } from "./send-payout.ts";

/** What one payout of a batch would be. */
type Verdict =
  | { readonly kind: "send"; readonly payout: Payout }
  | { readonly kind: "already_paid" | "open" }
  | { readonly kind: "problem"; readonly reference: string | null; readonly error: PayoutError };

/** What a plan is made with. */
export interface PlanTerms {
  readonly account: Account;
  /** Whether references that the store doesn't know are looked up at the provider. */
  readonly lookUp: boolean;
  readonly maxProblems: number;
  readonly signal: AbortSignal;
}

/** Adds up what a batch would do, without sending anything. */
export class Planner {
  readonly #context: OperationContext;
  readonly #terms: PlanTerms;
  readonly #firstOf = new Map<string, Payout>();
  readonly #required = new MoneyTotals();
  readonly #counts = new Map<string, number>();
  readonly #recipients = new Set<string>();
  readonly #problems: BatchProblem[] = [];
  readonly #tally = { total: 0, toSend: 0, alreadyPaid: 0, open: 0, duplicates: 0, problemsOmitted: 0 };

  constructor(context: OperationContext, terms: PlanTerms) {
    this.#context = context;
    this.#terms = terms;
  }

  /** Considers one payout; fails only if the store or the provider can't be asked. */
  async add({ index, value }: LaneItem<unknown>): Promise<Result<void, PayoutError<"INVALID_REQUEST" | "API_ERROR">>> {
    this.#tally.total += 1;
    const parsed = parsePayoutRequest(value);
    if (parsed.isErr()) {
      const reference = referenceOf(value) ?? null;
      this.#problem(index, reference, invalidRequest(parsed.error, reference ?? undefined));
      return ok(undefined);
    }
    const repeated = this.#repeated(index, parsed.value);
    if (repeated) return ok(undefined);
    const verdict = await this.#judge(parsed.value);
    if (verdict.isErr()) return err(verdict.error);
    return this.#note(index, verdict.value);
  }

  /** What was added up, beside what is available. */
  plan(available: readonly Money[] | null): BatchPlan {
    const currencies = this.#required.toMoney().map(({ currency, amount }) => this.#currency(currency, amount, available));
    const { problemsOmitted, ...tally } = this.#tally;
    return { ...tally, currencies, recipientCount: this.#recipients.size, problems: this.#problems, problemsOmitted };
  }

  #currency(currency: string, required: number, money: readonly Money[] | null): PlannedCurrency {
    const available = money === null ? null : amountIn(money, currency);
    const count = this.#counts.get(currency) ?? 0;
    return { currency, count, required, available, shortfall: Math.max(0, required - (available ?? required)) };
  }

  #repeated(index: number, payout: Payout): boolean {
    const first = this.#firstOf.get(payout.reference);
    if (first === undefined) {
      this.#firstOf.set(payout.reference, payout);
      return false;
    }
    if (samePayout(first, payout)) this.#tally.duplicates += 1;
    else {
      const message = "the same reference names another payout earlier in this batch; use a new reference";
      this.#problem(index, payout.reference, invalidRequest([{ path: "reference", message }], payout.reference));
    }
    return true;
  }

  async #judge(payout: Payout): Promise<Result<Verdict, PayoutError<"API_ERROR">>> {
    const { lifecycle, namespace } = this.#context;
    const loaded = await lifecycle.ledger.load(payoutId(this.#terms.account, namespace, payout.reference));
    if (loaded.isErr()) return err(loaded.error);
    if (!this.#terms.lookUp || loaded.value.record !== null) return ok(this.#byRecord(payout, loaded.value));
    const looked = await lookUpPayout(lifecycle, this.#terms.account, loaded.value, this.#terms.signal);
    return looked.map((seen) => this.#byRecord(payout, seen));
  }

  #byRecord(payout: Payout, { record }: Seen): Verdict {
    const { reference } = payout;
    const fields = record === null ? [] : differingFields(record, payout, this.#terms.account);
    if (record !== null && fields.length > 0) return { kind: "problem", reference, error: referenceConflict(record, fields) };
    if (record?.state === "paid") return { kind: "already_paid" };
    const opens = record === null || ["ready", "failed", "canceled"].includes(record.state);
    if (!opens) return { kind: "open" };
    const prepared = this.#context.provider.prepare({ ...payout, namespace: this.#context.namespace });
    const error = prepared.isErr() ? refusal(prepared.error, payout) : minimumProblem(this.#context, payout);
    return error === null ? { kind: "send", payout } : { kind: "problem", reference, error };
  }

  #note(index: number, verdict: Verdict): Result<void, PayoutError<"INVALID_REQUEST">> {
    switch (verdict.kind) {
      case "already_paid":
        this.#tally.alreadyPaid += 1;
        return ok(undefined);
      case "open":
        this.#tally.open += 1;
        return ok(undefined);
      case "problem":
        this.#problem(index, verdict.reference, verdict.error);
        return ok(undefined);
      case "send":
        return this.#add(verdict.payout);
    }
  }

  #add({ amount, currency, recipientId }: Payout): Result<void, PayoutError<"INVALID_REQUEST">> {
    this.#tally.toSend += 1;
    this.#counts.set(currency, (this.#counts.get(currency) ?? 0) + 1);
    this.#recipients.add(recipientId);
    return this.#required.add({ amount, currency }).mapErr(() => {
      const message = `the batch's sum in ${currency} is too large to be counted exactly; pay it in several batches`;
      return invalidRequest([{ path: "amount", message }]);
    });
  }

  #problem(index: number, reference: string | null, error: PayoutError): void {
    if (this.#problems.length < this.#terms.maxProblems) this.#problems.push({ index, reference, status: "failed", error });
    else this.#tally.problemsOmitted += 1;
  }
}
