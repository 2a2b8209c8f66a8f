import { err, ok, type Result } from "neverthrow";
import { PayoutError } from "../domain/errors.ts";
import type { CallLimits } from "./call-limits.ts";
import type { OperationContext } from "./context.ts";
import { Fingerprints } from "./fingerprints.ts";
import { reading } from "./read.ts";
import { askRecipient } from "./recipient.ts";

type Answer = Result<PayoutError<"INVALID_RECIPIENT"> | null, PayoutError<"API_ERROR">>;

/**
 * Asks the provider whether recipients can be paid, each once. It remembers a fingerprint of those who can, and the
 * first 10,000 of those who can't; of more than that each is asked about again.
 */
export class RecipientChecks {
  readonly #context: OperationContext;
  readonly #limits: CallLimits;
  readonly #ready: Fingerprints;
  readonly #problems = new Map<string, PayoutError<"INVALID_RECIPIENT">>();
  readonly #asking = new Map<string, Promise<Answer>>();

  constructor(context: OperationContext, limits: CallLimits) {
    this.#context = { ...context, pacer: context.pacer.patient };
    this.#limits = limits;
    this.#ready = new Fingerprints(() => context.clock.random());
  }

  /** Why a recipient can't be paid, `null` if nothing is known to be in the way. */
  async problemOf(recipientId: string): Promise<Answer> {
    if (this.#ready.get(recipientId) !== null) return ok(null);
    const known = this.#problems.get(recipientId);
    if (known !== undefined) return ok(known);
    const asking = this.#asking.get(recipientId) ?? this.#ask(recipientId);
    this.#asking.set(recipientId, asking);
    return asking;
  }

  async #ask(recipientId: string): Promise<Answer> {
    const checked = await reading(this.#context, this.#limits, (reader) => askRecipient(this.#context, reader, recipientId));
    this.#asking.delete(recipientId);
    if (checked.isErr()) {
      if (checked.error.code === "API_ERROR") return err(checked.error);
      return ok(this.#remember(recipientId, checked.error));
    }
    if (checked.value === null || checked.value.ready) {
      this.#ready.add(recipientId);
      return ok(null);
    }
    return ok(this.#remember(recipientId, notReady(recipientId, checked.value.missing)));
  }

  #remember(recipientId: string, error: PayoutError<"INVALID_RECIPIENT">): PayoutError<"INVALID_RECIPIENT"> {
    if (this.#problems.size < mostProblems) this.#problems.set(recipientId, error);
    return error;
  }
}

const mostProblems = 10_000;

function notReady(recipientId: string, missing: string | null): PayoutError<"INVALID_RECIPIENT"> {
  const why = missing === null ? "" : `: ${missing}`;
  const message = `the recipient ${JSON.stringify(recipientId)} can't be paid yet${why}`;
  return new PayoutError({ code: "INVALID_RECIPIENT", reason: "not_ready", outcome: "not_created", message, details: { recipientId } });
}
