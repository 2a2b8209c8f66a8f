import { answerError, type Answer } from "./answer.ts";
import type { StandInClock } from "./clock.ts";

/** What the replay layer makes of a request. */
export type Claim =
  /** The first of its key: do the work, then `store` its answer. */
  | { readonly kind: "claimed"; store(answer: Answer): void }
  /** Answered without doing any work. */
  | { readonly kind: "answered"; readonly answer: Answer; readonly replayed: boolean };

/** A request under a key. */
export interface KeyedRequest {
  readonly account: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly requestId: string;
}

/** Stored answers by account and key, for 24 hours from the first request. */
export class ReplayLayer {
  readonly #clock: StandInClock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: StandInClock) {
    this.#clock = clock;
  }

  claim(request: KeyedRequest): Claim {
    const name = JSON.stringify([request.account, request.key]);
    const found = this.#find(name);
    if (found === undefined) return this.#begin(name, request);
    if (found.fingerprint !== fingerprint(request)) return { kind: "answered", answer: answerMismatch(request.key), replayed: false };
    if (found.answer === undefined) return { kind: "answered", answer: answerInFlight(request.key), replayed: false };
    const headers = { ...found.answer.headers, "idempotent-replayed": "true", "original-request": found.requestId };
    return { kind: "answered", answer: { ...found.answer, headers }, replayed: true };
  }

  #find(name: string): Entry | undefined {
    const found = this.#entries.get(name);
    const pruned = found?.answer !== undefined && this.#clock.now() - found.firstMs >= lifetimeMs;
    return pruned ? undefined : found;
  }

  #begin(name: string, request: KeyedRequest): Claim {
    const entry: Entry = {
      firstMs: this.#clock.now(),
      fingerprint: fingerprint(request),
      requestId: request.requestId,
      answer: undefined,
    };
    this.#entries.set(name, entry);
    return {
      kind: "claimed",
      store: (answer) => {
        entry.answer = answer;
      },
    };
  }
}

/** A twin of this request is in flight. */
export function answerInFlight(key: string): Answer {
  const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Try again later.`;
  return answerError(409, { code: "idempotency_key_in_use", message });
}

/** Why a key can't be used at all, `undefined` if it can. */
export function refuseKey(key: string): Answer | undefined {
  if (key.length <= 255) return undefined;
  return answerError(400, { message: "Idempotency keys can be at most 255 characters long." });
}

interface Entry {
  readonly firstMs: number;
  readonly fingerprint: string;
  readonly requestId: string;
  answer: Answer | undefined;
}

const lifetimeMs = 24 * 60 * 60 * 1000;

function answerMismatch(key: string): Answer {
  const message = `Keys for idempotent requests can only be used for the same endpoint and the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
  return answerError(400, { type: "idempotency_error", message });
}

function fingerprint({ method, path, params }: KeyedRequest): string {
  return JSON.stringify([method, path, sorted(params)]);
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.entries(value)
    .map(([name, inner]) => [name, sorted(inner)])
    .sort(([left], [right]) => (String(left) < String(right) ? -1 : 1));
}
