import type { Money } from "../../domain/money.ts";
import type { PayoutMark } from "../../ports/transfer-provider.ts";
import type { QueuedScenario, ScenarioKind } from "./scenarios.ts";

/** A sandbox's whole state, kept in memory or in a file. */
export interface World {
  /** Runs one request against the state, alone: nobody else sees or changes anything in between. */
  transact<T>(work: (rows: WorldRows) => T): T;
  /** Releases what the world holds. */
  close(): void;
}

/** What a new world begins with. */
export interface WorldSeed {
  readonly account: string;
  /** Minor units of each currency. */
  readonly balance: ReadonlyMap<string, number>;
  readonly recipients: ReadonlyMap<string, RecipientState>;
  /** Minor units of each currency. */
  readonly minimums: ReadonlyMap<string, number>;
}

/** Every {@link RecipientState}. */
export const recipientStates = ["ready", "not_ready", "not_found", "closed"] as const;

/** Whether a recipient can be paid: now, not yet, because nobody has that id, or never again. */
export type RecipientState = (typeof recipientStates)[number];

/** The state of a world as its rules read and write it, within one request. */
export interface WorldRows {
  account(): string;
  /** The smallest amount of a currency that is accepted, minor units. */
  minimum(currency: string): number;
  /** What can be sent, minor units. */
  funds(currency: string): number;
  setFunds(currency: string, amount: number): void;
  /** Every currency's funds, sorted by currency. */
  allFunds(): Money[];
  /** `ready` for anyone that the world wasn't told about. */
  recipient(recipientId: string): RecipientState;
  setRecipient(recipientId: string, state: RecipientState): void;

  /** The number that the next transfer gets: 1 for the first. */
  nextTransferNumber(): number;
  insertTransfer(row: TransferRow): void;
  transfer(id: string): TransferRow | null;
  setReversed(id: string, amountReversed: number): void;
  /** Oldest first. */
  transfersOf(mark: PayoutMark): TransferRow[];
  /** Newest first. */
  page(query: RowQuery): TransferRow[];
  countTransfers(): number;

  /** The number that the next reversal gets: 1 for the first. */
  nextReversalNumber(): number;
  insertReversal(row: ReversalRow): void;
  reversal(id: string): ReversalRow | null;
  /** Oldest first. */
  reversalsOf(transferId: string): ReversalRow[];

  key(key: string): KeyRow | null;
  putKey(row: KeyRow): void;
  /** Forgets keys that were first seen at that time or earlier. */
  forgetKeys(untilMs: number): void;

  /** In the order in which they were queued. */
  scenarios(kind: ScenarioKind): readonly QueuedScenario[];
  addScenario(scenario: Omit<QueuedScenario, "number">): void;
  /** Says how often a scenario still applies; at 0 it is gone. */
  setScenarioTimes(number: number, times: number): void;
  clearScenarios(): void;

  /** Takes out what is due, earliest first. */
  takeLateWork(nowMs: number): LateWork[];
  addLateWork(work: LateWork): void;
}

/** One transfer as the world keeps it. */
export interface TransferRow {
  readonly id: string;
  /** Counts up; tells apart transfers of the same millisecond. */
  readonly number: number;
  /** `null` for a transfer that somebody else made. */
  readonly mark: PayoutMark | null;
  readonly recipientId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** Minor units. */
  readonly amountReversed: number;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
}

/** One reversal that was asked for; what the controls take back leaves none. */
export interface ReversalRow {
  readonly id: string;
  readonly number: number;
  readonly transferId: string;
  readonly mark: PayoutMark;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly createdAtMs: number;
}

/** Where a transfer stands among the others: by time, then by number. */
export type TransferPosition = Pick<TransferRow, "createdAtMs" | "number">;

/** Which transfers to read. */
export interface RowQuery {
  readonly recipientId: string | null;
  /** Inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  /** Only transfers older than this one. */
  readonly after: TransferPosition | null;
  readonly limit: number;
}

/** What the world remembers of an idempotency key. */
export interface KeyRow {
  readonly key: string;
  readonly body: string;
  readonly firstSeenMs: number;
  /** `null` while the first request under the key is under way. */
  readonly answer: StoredAnswer | null;
  /** Until when a request without an answer holds the key. */
  readonly busyUntilMs: number;
}

/** The answer that every later request under the key gets. */
export type StoredAnswer =
  | { readonly kind: "transfer"; readonly transferId: string }
  | { readonly kind: "reversal"; readonly reversalId: string }
  | { readonly kind: "declined"; readonly decline: Decline }
  | { readonly kind: "server_error" };

/** Every code of a {@link Decline}. */
export const declineCodes = [
  "insufficient_balance",
  "below_minimum",
  "recipient_not_found",
  "recipient_not_ready",
  "recipient_closed",
  "declined",
] as const;

/** Why a transfer was refused. */
export interface Decline {
  readonly code: (typeof declineCodes)[number];
  /** For `declined`, otherwise `null`. */
  readonly providerCode: string | null;
  /** What the account had (`insufficient_balance`) or the minimum (`below_minimum`), where it is said. */
  readonly amount: number | null;
}

/** Work that the world does at a later time. */
export interface LateWork {
  /**
   * - `request`: a request that was held up on its way
   * - `roll_forward`: a movement whose request was answered with a server error
   */
  readonly kind: "request" | "roll_forward";
  readonly dueAtMs: number;
  readonly key: string;
  readonly body: string;
}
