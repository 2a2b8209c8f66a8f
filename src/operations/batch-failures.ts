import type { BatchProblem } from "../domain/batch.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { Payout } from "../domain/payout-request.ts";
import { failureOf } from "../lifecycle/answers.ts";
import { samePayout } from "../lifecycle/mismatch.ts";
import type { StoredRecord } from "../ports/payout-store.ts";
import { Fingerprints } from "./fingerprints.ts";
import { repeatedReference } from "./repeated-reference.ts";

/** How much a batch remembers of its failures. */
export interface FailureTerms {
  /** Numbers from 0 to below 1. */
  readonly random: () => number;
  /** Reads what the store keeps of a reference; `null` if there is nothing, or it can't be told. */
  readonly load: (reference: string) => Promise<StoredRecord | null>;
  /** Failures that are remembered whole, 10,000 by default. */
  readonly whole?: number | undefined;
}

/**
 * What failed in a batch, so that the same reference further down isn't tried again, and not paid with other
 * parameters: a new attempt takes a new call. The first failures are remembered whole, the others by a fingerprint,
 * whose failure the store is asked for.
 */
export class BatchFailures {
  readonly #terms: FailureTerms;
  readonly #whole = new Map<string, { readonly payout: Payout; readonly error: PayoutError }>();
  readonly #others: Fingerprints;

  constructor(terms: FailureTerms) {
    this.#terms = terms;
    this.#others = new Fingerprints(terms.random);
  }

  remember(payout: Payout, error: PayoutError): void {
    const { whole = mostWhole } = this.#terms;
    if (this.#whole.size < whole) this.#whole.set(payout.reference, { payout, error });
    else this.#others.add(payout.reference);
  }

  /** Whether a reference may have failed before in this batch. */
  mayHold(reference: string): boolean {
    return this.#whole.has(reference) || (this.#others.size > 0 && this.#others.get(reference) !== null);
  }

  /** The result of a row whose reference failed before in this batch, else `null`. */
  async ofRepeated(index: number, payout: Payout): Promise<BatchProblem | null> {
    if (!this.mayHold(payout.reference)) return null;
    const { reference } = payout;
    const first = this.#whole.get(reference) ?? (await this.#stored(reference));
    if (first === null) return null;
    const error = samePayout(first.payout, payout) ? first.error : repeatedReference(reference);
    return { index, reference, status: "failed", error };
  }

  /** A refusal that wrote nothing is found again by trying; only what the provider declined has to stay declined. */
  async #stored(reference: string): Promise<{ readonly payout: Payout; readonly error: PayoutError } | null> {
    const record = await this.#terms.load(reference);
    return record?.state === "failed" ? { payout: record, error: failureOf(record) } : null;
  }
}

const mostWhole = 10_000;
