/** Which requests a fault is for. What is left out matches everything. */
export interface FaultMatch {
  readonly method?: string | undefined;
  /** A path such as `/v1/transfers`; `*` stands for one segment. */
  readonly path?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** How many matching requests it strikes, 1 by default. */
  readonly times?: number | undefined;
  /** How many matching requests it lets pass first, 0 by default. */
  readonly skip?: number | undefined;
}

/** Waiting times are on the stand-in's clock, so a frozen clock waits until it is moved. */
interface Delayed {
  readonly ms: number;
}

/** Faults that spoil an answer execute the request before that, unless `executes` is false. */
interface Spoiled {
  readonly executes?: boolean | undefined;
}

/**
 * What goes wrong with the next matching requests.
 *
 * - `lose_request`: the connection breaks before anything was executed
 * - `lose_response`: executed and stored, then the connection breaks
 * - `delay`: executed, answered after `ms`; its key is in flight until then
 * - `land_late`: the connection breaks now, the request arrives `ms` later
 * - `error_500_not_executed`, `error_500_executed`: a stored 500 without and with the effect
 * - `error_500_rolled_forward`: a stored 500, the effect comes `ms` later
 * - `error_429`, `lock_timeout`, `error_409`, `error_401`, `error_403`, `error_400_unstored`: turned away
 *   before the replay layer, so nothing is stored
 * - `unreadable_body`: 200 and no JSON
 * - `wrong_shape`: JSON without the fields of the object, status 200 or the one given
 * - `truncated_body`: the connection breaks in the middle of the body
 * - `html_502`: a gateway's page
 * - `hang`: no answer at all
 */
export type FaultKind =
  | { readonly name: "lose_request" }
  | { readonly name: "lose_response" }
  | ({ readonly name: "delay" } & Delayed)
  | ({ readonly name: "land_late" } & Delayed)
  | { readonly name: "error_500_not_executed" }
  | { readonly name: "error_500_executed" }
  | ({ readonly name: "error_500_rolled_forward" } & Delayed)
  | { readonly name: "error_429"; readonly reason?: string | undefined; readonly retryAfterSeconds?: number | undefined }
  | { readonly name: "lock_timeout" }
  | { readonly name: "error_409" }
  | { readonly name: "error_401" }
  | { readonly name: "error_403" }
  | { readonly name: "error_400_unstored" }
  | ({ readonly name: "unreadable_body" } & Spoiled)
  | ({ readonly name: "wrong_shape"; readonly status?: number | undefined } & Spoiled)
  | ({ readonly name: "truncated_body" } & Spoiled)
  | ({ readonly name: "html_502" } & Spoiled)
  | ({ readonly name: "hang" } & Spoiled);

/** A fault and the requests it is for. */
export type Fault = FaultKind & FaultMatch;

/** The name of a fault. */
export type FaultName = FaultKind["name"];

/** What a fault is matched against. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string | null;
}

/** Faults that wait for their requests. */
export class FaultQueue {
  #waiting: WaitingFault[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Those that haven't struck as often as they should, with what is left of them. */
  waiting(): readonly Fault[] {
    return this.#waiting.map(({ fault, skip, times }) => ({ ...fault, skip, times }));
  }

  /** The fault that strikes this request, if one does. */
  strike(target: FaultTarget): FaultKind | undefined {
    for (const waiting of this.#waiting) {
      if (!matches(waiting.fault, target)) continue;
      if (waiting.skip > 0) {
        waiting.skip -= 1;
        continue;
      }
      waiting.times -= 1;
      this.#waiting = this.#waiting.filter(({ times }) => times > 0);
      return waiting.fault;
    }
    return undefined;
  }
}

interface WaitingFault {
  readonly fault: Fault;
  skip: number;
  times: number;
}

function matches(fault: Fault, { method, path, idempotencyKey }: FaultTarget): boolean {
  return (
    (fault.method === undefined || fault.method === method) &&
    (fault.path === undefined || matchesPath(fault.path.split("/"), path.split("/"))) &&
    (fault.idempotencyKey === undefined || fault.idempotencyKey === idempotencyKey)
  );
}

function matchesPath(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.length === segments.length && pattern.every((part, place) => part === "*" || part === segments[place]);
}
