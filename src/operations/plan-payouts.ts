import { err, ok, type Result } from "neverthrow";
import type { BatchPlan, BatchProblem, PlannedCurrency } from "../domain/batch.ts";
import { type PayoutError, withReference } from "../domain/errors.ts";
import { invariant } from "../domain/invariant.ts";
import { amountIn, type Money, MoneyTotals } from "../domain/money.ts";
import { type Payout, parsePayoutRequest } from "../domain/payout-request.ts";
import { type Account, payoutId } from "../lifecycle/account.ts";
import type { Seen } from "../lifecycle/ledger.ts";
import { lookUpPayout } from "../lifecycle/look-up-payout.ts";
import { differingFields, referenceConflict } from "../lifecycle/mismatch.ts";
import { minimumProblem, refusal } from "../lifecycle/preflight.ts";
import { patiently } from "../lifecycle/context.ts";
import type { RecordId } from "../ports/payout-store.ts";
import type { CallLimits } from "./call-limits.ts";
import type { OperationContext } from "./context.ts";
import { Fingerprints } from "./fingerprints.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { ReadItem } from "./item-reader.ts";
import { lookInStore } from "./look-in-store.ts";
import type { RecipientChecks } from "./recipient-checks.ts";
import { repeatedReference } from "./repeated-reference.ts";
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
  /** Ends the waiting, and says how long each look takes at most. */
  readonly limits: CallLimits;
  readonly signal: AbortSignal;
  /** Asks whether recipients can be paid; `null` if nobody wants to know. */
  readonly recipients: RecipientChecks | null;
}

/** Adds up what a batch would do, without sending anything. */
export class Planner {
  readonly #context: OperationContext;
  readonly #terms: PlanTerms;
  /** Each reference, with a note of what it pays. */
  readonly #references: Fingerprints;
  readonly #required = new MoneyTotals();
  readonly #counts = new Map<string, number>();
  readonly #recipients: Fingerprints;
  readonly #problems: BatchProblem[] = [];
  readonly #tally = { total: 0, toSend: 0, alreadyPaid: 0, open: 0, duplicates: 0, problemsOmitted: 0 };

  constructor(context: OperationContext, terms: PlanTerms) {
    this.#context = context;
    this.#terms = terms;
    this.#references = new Fingerprints(() => context.clock.random());
    this.#recipients = new Fingerprints(() => context.clock.random());
  }

  /** Considers a few payouts at once; fails only if the store or the provider can't be asked. */
  async add(page: readonly ReadItem<unknown>[]): Promise<Result<void, PayoutError<"INVALID_REQUEST" | "API_ERROR">>> {
    const rows = page.flatMap((item) => this.#readRow(item));
    const seen = await lookInStore(this.#context, rows.map(({ payout }) => this.#idOf(payout)), this.#terms.limits);
    if (seen.isErr()) return err(seen.error);
    const verdicts = await Promise.all(rows.map(({ payout }, place) => this.#judge(payout, seen.value[place])));
    for (const [place, { index }] of rows.entries()) {
      const verdict = verdicts[place];
      if (verdict === undefined) continue;
      const noted = verdict.andThen((known) => this.#note(index, known));
      if (noted.isErr()) return err(noted.error);
    }
    return ok(undefined);
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

  /** What can be read and doesn't come again; the rest is told at once. */
  #readRow({ index, value }: ReadItem<unknown>): { readonly index: number; readonly payout: Payout }[] {
    this.#tally.total += 1;
    const parsed = parsePayoutRequest(value);
    if (parsed.isErr()) {
      const reference = referenceOf(value) ?? null;
      this.#problem(index, reference, invalidRequest(parsed.error, reference ?? undefined));
      return [];
    }
    return this.#repeated(index, parsed.value) ? [] : [{ index, payout: parsed.value }];
  }

  #repeated(index: number, payout: Payout): boolean {
    const { reference, recipientId, amount, currency } = payout;
    const what = this.#references.noteOf(`${recipientId}\n${amount}\n${currency}`);
    const first = this.#references.add(reference, what);
    if (first === null) return false;
    if (first === what) this.#tally.duplicates += 1;
    else this.#problem(index, reference, repeatedReference(reference));
    return true;
  }

  #idOf({ reference }: Payout): RecordId {
    return payoutId(this.#terms.account, this.#context.namespace, reference);
  }

  async #judge(payout: Payout, seen: Seen | undefined): Promise<Result<Verdict, PayoutError<"API_ERROR">>> {
    invariant(seen !== undefined, "a payout was planned without a look at the store");
    const { account, lookUp, signal } = this.#terms;
    if (!lookUp || seen.record !== null) return this.#checked(this.#byRecord(payout, seen));
    const looked = await lookUpPayout(patiently(this.#context.lifecycle), account, seen, signal);
    return looked.isErr() ? err(looked.error) : this.#checked(this.#byRecord(payout, looked.value));
  }

  /** A payout that would be sent, unless its recipient is checked and can't be paid. */
  async #checked(verdict: Verdict): Promise<Result<Verdict, PayoutError<"API_ERROR">>> {
    const { recipients } = this.#terms;
    if (verdict.kind !== "send" || recipients === null) return ok(verdict);
    const { recipientId, reference } = verdict.payout;
    const problem = await recipients.problemOf(recipientId);
    return problem.map((error) => (error === null ? verdict : { kind: "problem", reference, error: withReference(error, reference) }));
  }

  #byRecord(payout: Payout, { record }: Seen): Verdict {
    const { reference } = payout;
    const differences = record === null ? [] : differingFields(record, payout, this.#terms.account);
    if (record !== null && differences.length > 0) return { kind: "problem", reference, error: referenceConflict(record, differences) };
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
