import type { Recipient } from "./accounts.ts";
import type { CurrencyBalance, SourceType } from "./balances.ts";
import type { StandInClock } from "./clock.ts";
import type { Fault } from "./faults.ts";
import type { ApiKey } from "./keys.ts";
import type { Ledger } from "./ledger.ts";
import type { Movement, RequestRecord } from "./log.ts";
import type { StripeObject, TransferRecord } from "./objects.ts";
import type { Violation } from "./openapi.ts";
import type { Parts } from "./parts.ts";
import type { RateLimits } from "./rate-limit.ts";
import { seed, type SeedShape } from "./seed.ts";

/** Whatever can be seen and changed of a stand-in from outside the API. */
export interface StandInControls {
  /** The platform's own account. */
  readonly account: string;
  readonly clock: StandInClock;
  /** Every movement of money, oldest first; seeded transfers aren't among them. */
  readonly movements: readonly Movement[];
  /** Every request to the API, oldest first. */
  readonly requests: readonly RequestRecord[];
  /** Everything that didn't agree with Stripe's OpenAPI document. */
  readonly violations: readonly Violation[];
  /** Every transfer of the platform, newest first. */
  transfers(): readonly TransferRecord[];
  /** The available money of one currency, minor units; of one source, or of all. */
  available(currency: string, source?: SourceType): number;
  /** The platform's `balance` object, as the API shows it. */
  balance(): StripeObject;
  setBalance(currency: string, balance: number | CurrencyBalance): void;
  /** Adds a recipient, or replaces the one with that id. */
  setRecipient(recipient: string | Recipient): void;
  /** Adds a key, or replaces what is known of it. */
  setApiKey(key: ApiKey): void;
  setLimits(limits: RateLimits): void;
  /** How long every request takes from now on, real milliseconds. */
  setLatency(latencyMs: number): void;
  /** Queues a fault for the next matching requests; the first queued that matches strikes. */
  addFault(fault: Fault): void;
  /** The faults that haven't struck as often as they should. */
  faults(): readonly Fault[];
  clearFaults(): void;
  /** Makes a transfer as if by hand in the dashboard: it moves money, under no key, whatever the balance is. */
  addTransfer(transfer: OutsideTransfer): TransferRecord;
  /** Fills the history with transfers that move no money; returns how many the platform has now. */
  seedTransfers(count: number, shape?: SeedShape): number;
}

/** A transfer that didn't come through the API. */
export interface OutsideTransfer {
  readonly amount: number;
  readonly currency: string;
  readonly destination: string;
  readonly transferGroup?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** The controls of a stand-in made of these parts. */
export function makeControls(parts: Parts): StandInControls {
  const { accounts, clock, movements, requests, violations, faults, gate, keys, settings } = parts;
  const ledger = parts.ledger(accounts.platform);
  return {
    account: accounts.platform,
    clock,
    movements,
    requests,
    violations,
    transfers: () => ledger.book.newestFirst(),
    available: (currency, source) => ledger.balances.available(currency, source),
    balance: () => ledger.balances.toObject(settings.livemode),
    setBalance: (currency, balance) => ledger.balances.set(currency, balance),
    setRecipient: (recipient) => accounts.set(recipient),
    setApiKey: (key) => keys.set(key),
    setLimits: (limits) => gate.set(limits),
    setLatency: (latencyMs) => {
      settings.latencyMs = latencyMs;
    },
    addFault: (fault) => faults.add(fault),
    faults: () => faults.waiting(),
    clearFaults: () => faults.clear(),
    addTransfer: (transfer) => addTransfer(ledger, transfer),
    seedTransfers: (count, shape) => seed(parts, ledger, count, shape),
  };
}

function addTransfer(ledger: Ledger, transfer: OutsideTransfer): TransferRecord {
  const { transferGroup = null, description = null, metadata = {}, ...rest } = transfer;
  return ledger.move({ ...rest, transferGroup, description, metadata, sourceType: "card", sourceTransaction: null }, null);
}
