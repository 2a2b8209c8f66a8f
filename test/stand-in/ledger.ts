import { err, ok, type Result } from "neverthrow";
import { answerError, answerMissing, type Answer } from "./answer.ts";
import type { Accounts } from "./accounts.ts";
import { Balances, type SourceType } from "./balances.ts";
import type { StandInClock } from "./clock.ts";
import type { Identifiers } from "./identifiers.ts";
import type { Movement } from "./log.ts";
import type { ReversalRecord, TransferRecord } from "./objects.ts";
import { TransferBook } from "./transfer-book.ts";

/** What all ledgers share. */
export interface World {
  readonly accounts: Accounts;
  readonly clock: StandInClock;
  readonly identifiers: Identifiers;
  readonly movements: Movement[];
  readonly minimums: Readonly<Record<string, number>>;
}

/** A transfer that is asked for. */
export interface NewTransfer {
  readonly amount: number;
  readonly currency: string;
  readonly destination: string;
  readonly sourceType: SourceType;
  readonly sourceTransaction: string | null;
  readonly transferGroup: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A reversal that is asked for; no amount takes back what is left. */
export interface NewReversal {
  readonly amount: number | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** One account's money and transfers. Every change of both goes through here and is logged. */
export class Ledger {
  readonly account: string;
  readonly balances = new Balances();
  readonly book = new TransferBook();
  readonly #world: World;

  constructor(account: string, world: World) {
    this.account = account;
    this.#world = world;
  }

  /** Moves money to a recipient, or says why not. */
  transfer(wanted: NewTransfer, key: string | null): Result<TransferRecord, Answer> {
    const refusal = this.#refusal(wanted);
    if (refusal !== undefined) return err(refusal);
    return ok(this.move(wanted, key));
  }

  /** Moves money without asking whether the account has it. */
  move(wanted: NewTransfer, key: string | null): TransferRecord {
    const { id, sequence } = this.#world.identifiers.transfer();
    const created = Math.floor(this.#world.clock.now() / 1000);
    const transfer = { ...wanted, id, sequence, created, amountReversed: 0, reversals: [] };
    this.book.add(transfer);
    // A transfer with a source transaction is paid from that charge and not from what is available.
    if (wanted.sourceTransaction === null) this.balances.move(wanted.currency, wanted.sourceType, -wanted.amount);
    this.#log(transfer, { kind: "transfer", reversalId: null, amount: transfer.amount, key });
    return transfer;
  }

  /** Takes money back, or says why not. */
  reverse(transfer: TransferRecord, wanted: NewReversal, key: string | null): Result<ReversalRecord, Answer> {
    const left = transfer.amount - transfer.amountReversed;
    if (left === 0) return err(answerError(400, { message: `The transfer ${transfer.id} is already fully reversed.` }));
    const amount = wanted.amount ?? left;
    if (amount > left) return err(refuseReversal(transfer, amount, left));
    const reversal = this.#addReversal(transfer, { ...wanted, amount });
    this.balances.move(transfer.currency, transfer.sourceType, amount);
    this.#log(transfer, { kind: "reversal", reversalId: reversal.id, amount, key });
    return ok(reversal);
  }

  #addReversal(transfer: TransferRecord, wanted: NewReversal & { readonly amount: number }): ReversalRecord {
    const { currency, id: transferId } = transfer;
    const created = Math.floor(this.#world.clock.now() / 1000);
    const reversal = { ...wanted, id: this.#world.identifiers.reversal(), transferId, currency, created };
    transfer.reversals = [...transfer.reversals, reversal];
    transfer.amountReversed += wanted.amount;
    return reversal;
  }

  #refusal(wanted: NewTransfer): Answer | undefined {
    return this.#refuseRecipient(wanted.destination) ?? this.#refuseAmount(wanted);
  }

  #refuseRecipient(id: string): Answer | undefined {
    const recipient = this.#world.accounts.recipient(id);
    if (recipient === undefined) return answerMissing("destination", id, "destination", 400);
    const { transfers = "active", closed = false, refused = false } = recipient;
    if (closed) return answerError(400, { code: "account_closed", param: "destination", message: `The account ${id} has been closed.` });
    if (refused) {
      const message = `Your account can't make transfers to the account ${id}.`;
      return answerError(400, { code: "transfers_not_allowed", param: "destination", message });
    }
    if (transfers === "active") return undefined;
    const message =
      "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments";
    return answerError(400, { code: "insufficient_capabilities_for_transfer", message });
  }

  #refuseAmount({ amount, currency, sourceType, sourceTransaction }: NewTransfer): Answer | undefined {
    const minimum = this.#world.minimums[currency] ?? 1;
    if (amount < minimum) {
      const message = `Amount must be at least ${minimum} ${currency}.`;
      return answerError(400, { code: "amount_too_small", param: "amount", message });
    }
    if (sourceTransaction !== null || amount <= this.balances.available(currency, sourceType)) return undefined;
    const message = `You have insufficient available funds in your Stripe account's ${sourceType} balance.`;
    return answerError(400, { code: "balance_insufficient", message });
  }

  #log(transfer: TransferRecord, what: Pick<Movement, "kind" | "reversalId" | "amount" | "key">): void {
    const { id: transferId, destination, currency, transferGroup, metadata } = transfer;
    const atMs = this.#world.clock.now();
    const about = { account: this.account, transferId, destination, currency, transferGroup, metadata, atMs };
    this.#world.movements.push({ ...about, ...what });
  }
}

function refuseReversal(transfer: TransferRecord, amount: number, left: number): Answer {
  const message = `Reversal amount (${amount} ${transfer.currency}) is greater than unreversed amount on transfer (${left} ${transfer.currency})`;
  return answerError(400, { param: "amount", message });
}
