import type { ReconcileCounts, ReconcileFinding, ReconcileReport } from "../domain/reconcile.ts";

/** Counts what a comparison finds and keeps the first findings. */
export class ReconcileTally {
  readonly #maxFindings: number;
  readonly #findings: ReconcileFinding[] = [];
  #findingsOmitted = 0;
  #matched = 0;
  #applied = 0;
  readonly #byKind: Record<ReconcileFinding["kind"], number> = {
    unknown_to_store: 0,
    missing_at_provider: 0,
    differs: 0,
    duplicate: 0,
    reversed: 0,
  };

  constructor(maxFindings: number) {
    this.#maxFindings = maxFindings;
  }

  addMatch(): void {
    this.#matched += 1;
  }

  add(finding: ReconcileFinding): void {
    this.#byKind[finding.kind] += 1;
    if (finding.applied) this.#applied += 1;
    if (this.#findings.length < this.#maxFindings) this.#findings.push(finding);
    else this.#findingsOmitted += 1;
  }

  report(): ReconcileReport {
    return { counts: this.#counts(), findings: this.#findings, findingsOmitted: this.#findingsOmitted };
  }

  #counts(): ReconcileCounts {
    const { reversed, unknown_to_store: unknownToStore, differs: differing, duplicate: duplicates } = this.#byKind;
    const matched = this.#matched;
    const transfers = matched + reversed + unknownToStore + differing + duplicates;
    const counts = { transfers, matched, reversed, unknownToStore, differing, duplicates };
    return { ...counts, missingAtProvider: this.#byKind.missing_at_provider, applied: this.#applied };
  }
}
