import type { ProviderTransfer } from "../../ports/transfer-provider.ts";
import type {
  QueuedScenario,
  ReadScenarioOptions,
  SandboxReadScenario,
  SandboxScenario,
  ScenarioOptions,
} from "./scenarios.ts";
import type { RecipientState } from "./world.ts";

/**
 * What a test or a demo can do to a sandbox from outside. Each takes effect at once and returns nothing to
 * wait for. They throw where they are misused, and an `Error` where the sandbox's file can't be used.
 */
export interface SandboxControls {
  /**
   * Makes something happen to the next create, or to the next ones that match. Scenarios are taken in the
   * order in which they were queued, one for each create.
   *
   * @example
   * sandbox.next("lose_response"); // the money moves and nobody is told
   * sandbox.next("rate_limit", { times: 3, retryAfterMs: 500 });
   * sandbox.next("land_late", { reference: "2026-11:member_42", delayMs: 3_600_000 });
   */
  next(name: SandboxScenario, options?: ScenarioOptions): void;
  /**
   * Makes something happen to the next read, or to the next ones of one call.
   *
   * @example
   * sandbox.nextRead("server_error", { call: "findByReference", times: 2 });
   */
  nextRead(name: SandboxReadScenario, options?: ReadScenarioOptions): void;
  /** The scenarios that still wait for a call, so that a test can see that each one happened. */
  waitingScenarios(): readonly QueuedScenario[];
  /** Forgets the scenarios that still wait. */
  clearScenarios(): void;
  /**
   * Puts money into the account, in minor units.
   *
   * @example
   * sandbox.addFunds("usd", 50_000); // 500.00 US dollars
   */
  addFunds(currency: string, amount: number): void;
  /**
   * Changes whether a recipient can be paid.
   *
   * @example
   * sandbox.setRecipient("acct_maya", "not_ready");
   */
  setRecipient(recipientId: string, state: RecipientState): void;
  /**
   * Makes a transfer that isn't a payout, as somebody else with access to the account would. It needs funds
   * and a recipient who can be paid, and throws a `RangeError` without them.
   *
   * @example
   * sandbox.addTransfer({ recipientId: "acct_maya", amount: 2500, currency: "usd" });
   */
  addTransfer(transfer: ForeignTransfer): ProviderTransfer;
  /**
   * Takes back some of a transfer, in minor units, or all that is left of it. Throws a `RangeError` if there
   * is no such transfer or less than that is left.
   *
   * @example
   * sandbox.reverse(transfer.id, 500);
   */
  reverse(transferId: string, amount?: number): ProviderTransfer;
  /**
   * Every transfer that there is, oldest first, with those of late requests that are due by now.
   *
   * @example
   * assert.equal(sandbox.transfers().length, 1); // paid once
   */
  transfers(): readonly ProviderTransfer[];
  /** How many transfers were ever made. */
  movements(): number;
  /** Releases the sandbox's file; a later call opens it again. */
  close(): void;
}

/** A transfer that somebody else makes. */
export interface ForeignTransfer {
  readonly recipientId: string;
  /** Minor units. */
  readonly amount: number;
  /** An ISO 4217 code in either case. */
  readonly currency: string;
  readonly description?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds since the epoch; now, if left out. */
  readonly createdAtMs?: number | undefined;
}
