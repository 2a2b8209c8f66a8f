import type { Recipient } from "./accounts.ts";
import type { CurrencyBalance, SourceType } from "./balances.ts";
import type { StandInClock } from "./clock.ts";
import type { Fault } from "./faults.ts";
import type { ApiKey } from "./keys.ts";
import type { Movement, RequestRecord } from "./log.ts";
import type { TransferRecord } from "./objects.ts";
import type { Violation } from "./openapi.ts";
import type { StandInOptions } from "./options.ts";
import type { RateLimits } from "./rate-limit.ts";
import type { SeedShape } from "./seed.ts";

/** A running stand-in for Stripe: an HTTP server on loopback, and its controls. */
export interface StandIn extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** The platform's own account. */
  readonly account: string;
  /** The first accepted key. */
  readonly apiKey: string;
  readonly clock: StandInClock;
  /** Every movement of money, oldest first; seeded transfers aren't among them. */
  readonly movements: readonly Movement[];
  /** Every request under `/v1`, oldest first. */
  readonly requests: readonly RequestRecord[];
  /** Everything that didn't agree with Stripe's OpenAPI document. */
  readonly violations: readonly Violation[];
  /** Every transfer of the platform, newest first. */
  transfers(): readonly TransferRecord[];
  /** The available money of one currency, minor units; of one source, or of all. */
  available(currency: string, source?: SourceType): number;
  setBalance(currency: string, balance: number | CurrencyBalance): void;
  /** Adds a recipient, or replaces the one with that id. */
  setRecipient(recipient: string | Recipient): void;
  /** Adds a key, or replaces what is known of it. */
  setApiKey(key: ApiKey): void;
  setLimits(limits: RateLimits): void;
  setLatency(latencyMs: number): void;
  /** Queues a fault for the next matching requests; the first queued that matches strikes. */
  addFault(fault: Fault): void;
  /** The faults that haven't struck as often as they should. */
  faults(): readonly Fault[];
  clearFaults(): void;
  /** Makes a transfer as if by hand in the dashboard: it moves money, under no key. */
  addTransfer(transfer: OutsideTransfer): TransferRecord;
  /** Fills the history with transfers that move no money; returns how many the platform has now. */
  seedTransfers(count: number, shape?: SeedShape): number;
  /** Breaks every connection, drops delayed work and frees the port. */
  close(): Promise<void>;
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

/** Starts a stand-in on loopback. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  throw new Error(`The stand-in isn't ready to listen on port ${options.port ?? 0}`);
}
