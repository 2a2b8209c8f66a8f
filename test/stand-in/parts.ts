import { Accounts } from "./accounts.ts";
import { WorkClock } from "./clock.ts";
import { FaultQueue } from "./faults.ts";
import { Identifiers } from "./identifiers.ts";
import { ReplayLayer } from "./idempotency.ts";
import { ApiKeys } from "./keys.ts";
import { Ledger } from "./ledger.ts";
import type { Movement, RequestRecord } from "./log.ts";
import type { Violation } from "./openapi.ts";
import type { StandInOptions } from "./options.ts";
import { RateGate } from "./rate-limit.ts";

/** What a stand-in is made of. */
export interface Parts {
  readonly clock: WorkClock;
  readonly identifiers: Identifiers;
  readonly accounts: Accounts;
  readonly keys: ApiKeys;
  readonly gate: RateGate;
  readonly replays: ReplayLayer;
  readonly faults: FaultQueue;
  readonly movements: Movement[];
  readonly requests: RequestRecord[];
  readonly violations: Violation[];
  readonly settings: Settings;
  /** The ledger of an account, an empty one at first. */
  ledger(account: string): Ledger;
}

/** What can be set. */
export interface Settings {
  readonly livemode: boolean;
  readonly validate: boolean;
  readonly logRequests: boolean;
  latencyMs: number;
}

/** Makes the parts that the options describe. */
export function makeParts(options: StandInOptions): Parts {
  const clock = new WorkClock(options.clock);
  const accounts = new Accounts(options.account ?? "acct_platform");
  const identifiers = new Identifiers();
  const movements: Movement[] = [];
  const world = { accounts, clock, identifiers, movements, minimums: options.minimums ?? {} };
  const ledgers = new Map<string, Ledger>();
  return {
    clock,
    identifiers,
    accounts,
    movements,
    keys: new ApiKeys(),
    gate: new RateGate(clock),
    replays: new ReplayLayer(clock),
    faults: new FaultQueue(),
    requests: [],
    violations: [],
    settings: readSettings(options),
    ledger: (account) => {
      const ledger = ledgers.get(account) ?? new Ledger(account, world);
      ledgers.set(account, ledger);
      return ledger;
    },
  };
}

function readSettings({ livemode = false, validate = true, logRequests = true, latencyMs = 0 }: StandInOptions): Settings {
  return { livemode, validate, logRequests, latencyMs };
}
