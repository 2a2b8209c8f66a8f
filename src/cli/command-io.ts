import type { BatchCounts } from "../index.ts";
import type { DecimalsOf } from "./format-money.ts";

/**
 * What a command needs of the world around it.
 *
 * @example
 * const io: CommandIo = { write: (text) => void process.stdout.write(text), signal: new AbortController().signal };
 */
export interface CommandIo {
  /** Takes standard output, whole lines at a time. */
  readonly write: (text: string) => void;
  /** Aborted when the user wants to stop: nothing new is started, and the command returns 130. */
  readonly signal: AbortSignal;
  /** Aborted when `write` lost what it was given: nothing new is started, and the command returns 1 at least. */
  readonly outputFailed?: AbortSignal | undefined;
  /** Takes standard error. Without it, errors go to `write` and notes are dropped. */
  readonly writeError?: ((text: string) => void) | undefined;
  /** Asks the user a yes-or-no question. Without it there is nobody to ask. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
  /** Shows how far a batch is. */
  readonly progress?: BatchProgress | undefined;
  /** Standard input, for a batch from `-`. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  /** The terminal that `write` goes to. Without it, tables are as wide as their text and have no colours. */
  readonly terminal?: TerminalShape | undefined;
  /**
   * How many decimals the provider's amounts have in a currency, such as the provider's own `decimalsOf`. Without it,
   * amounts are shown with the decimals of ISO 4217.
   */
  readonly decimalsOf?: DecimalsOf | undefined;
}

/** What a terminal can show. */
export interface TerminalShape {
  /** Its width in characters. */
  readonly columns: number;
  readonly colours: boolean;
}

/** Shows how far a batch is. */
export interface BatchProgress {
  /** `total` is how many payouts are expected, `null` if nobody knows. */
  start(total: number | null): void;
  /** What is known now. */
  update(counts: BatchCounts): void;
  /** The batch is over; clears what was shown. */
  stop(): void;
}

/** What every command has. */
export interface OutputOptions {
  /** Write JSON for programs instead of text for people. */
  readonly json?: boolean | undefined;
}
