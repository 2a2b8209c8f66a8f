import type { Ledger } from "./ledger.ts";
import type { TransferRecord } from "./objects.ts";
import type { Parts } from "./parts.ts";

/**
 * What seeded transfers look like. Lists are gone through in turn; `{i}` in a text is the transfer's number,
 * from 0, `{r}` its recipient's.
 */
export interface SeedShape {
  /** Minor units, `[1000]` by default. */
  readonly amounts?: readonly number[] | undefined;
  /** `["usd"]` by default. */
  readonly currencies?: readonly string[] | undefined;
  /** How many recipients there are, 1 by default; they are added as `acct_seed{r}`. */
  readonly recipients?: number | undefined;
  readonly transferGroup?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** When the first was created, milliseconds since the epoch; by default so that the last is new. */
  readonly firstMs?: number | undefined;
  /** Milliseconds between two, 1,000 by default. */
  readonly stepMs?: number | undefined;
  /** Every how many transfers one is fully reversed; none by default. */
  readonly reversedEvery?: number | undefined;
}

/** Writes transfers into the history; returns how many there are then. */
export function seed({ accounts, clock, identifiers }: Parts, ledger: Ledger, count: number, shape: SeedShape = {}): number {
  const { recipients = 1, stepMs = 1000, reversedEvery = Infinity } = shape;
  const firstMs = shape.firstMs ?? clock.now() - count * stepMs;
  for (let recipient = 0; recipient < recipients; recipient += 1) accounts.set(`acct_seed${recipient}`);
  for (let place = 0; place < count; place += 1) {
    const created = Math.floor((firstMs + place * stepMs) / 1000);
    const transfer = seeded(place, created, shape, identifiers.transfer());
    if ((place + 1) % reversedEvery === 0) reverseAll(transfer, identifiers.reversal());
    ledger.book.add(transfer);
  }
  return ledger.book.size;
}

function seeded(place: number, created: number, shape: SeedShape, name: { id: string; sequence: number }): TransferRecord {
  const { amounts = [1000], currencies = ["usd"], recipients = 1 } = shape;
  const recipient = place % recipients;
  const fill = (text: string): string => text.replaceAll("{i}", String(place)).replaceAll("{r}", String(recipient));
  return {
    ...name,
    created,
    amount: amounts[place % amounts.length] ?? 1000,
    currency: currencies[place % currencies.length] ?? "usd",
    destination: `acct_seed${recipient}`,
    sourceType: "card",
    sourceTransaction: null,
    transferGroup: shape.transferGroup === undefined ? null : fill(shape.transferGroup),
    description: shape.description === undefined ? null : fill(shape.description),
    metadata: fillAll(shape.metadata ?? {}, fill),
    amountReversed: 0,
    reversals: [],
  };
}

function fillAll(texts: Readonly<Record<string, string>>, fill: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(text)]));
}

function reverseAll(transfer: TransferRecord, id: string): void {
  const { id: transferId, amount, currency, created } = transfer;
  transfer.reversals = [{ id, transferId, amount, currency, created, metadata: {} }];
  transfer.amountReversed = amount;
}
