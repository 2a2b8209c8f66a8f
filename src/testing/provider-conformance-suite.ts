import type {
  CreatedTransfer,
  MarkedPayout,
  PreparedTransfer,
  ProviderTransfer,
  TransferProvider,
} from "../ports/transfer-provider.ts";
import { assertOk } from "./assert.ts";

/** Registers one test; that of `vitest`, `jest`, `bun:test` or `node:test` will do. */
export type ConformanceTest = (title: string, run: () => Promise<void>) => unknown;

/** A provider in a world of its own, and what the suite has to know of that world. */
export interface ProviderWorld {
  readonly provider: TransferProvider;
  /** A recipient who can be paid. */
  readonly payableRecipientId: string;
  /** A recipient who exists and can't be paid. */
  readonly unpayableRecipientId: string;
  /** A well-formed id that nobody has. */
  readonly unknownRecipientId: string;
  /** An id that no recipient of this provider can have. */
  readonly malformedRecipientId: string;
  /** A currency in which the account has funds, a lower-case code. */
  readonly currency: string;
  /** Minor units; the account has to be able to send it ten times. */
  readonly amount: number;
  /** Releases the world after its test. */
  readonly close?: (() => unknown) | undefined;
}

/** What the suite needs, and what the provider can do beyond the rest. */
export interface ProviderConformanceOptions<W extends ProviderWorld> {
  /** Stands in front of each title. */
  readonly name: string;
  readonly test: ConformanceTest;
  /** Makes a fresh world for one test. */
  readonly create: () => W | Promise<W>;
  /** Whether the provider has `checkRecipient`. */
  readonly checksRecipients: boolean;
  /** Whether the provider has `reversals`. */
  readonly reversesTransfers: boolean;
  /** Lets the next create, also of a reversal, be executed and its answer be lost; without it, that isn't tested. */
  readonly loseNextResponse?: ((world: W) => unknown) | undefined;
  /** Takes back some of a transfer, minor units, as in a dashboard; without it, how that shows isn't tested. */
  readonly reverse?: ((world: W, transferId: string, amount: number) => unknown) | undefined;
  /** Lets time pass at the provider, where that is in the test's hands. */
  readonly passTime?: ((world: W, ms: number) => unknown) | undefined;
}

/** The suite's options with a `test` that makes a world first and releases it afterwards. */
export interface Suite<W extends ProviderWorld> extends Omit<ProviderConformanceOptions<W>, "test" | "create"> {
  readonly fact: (title: string, run: (world: W) => Promise<void>) => void;
}

/** Readies the options for the facts. */
export function makeSuite<W extends ProviderWorld>(options: ProviderConformanceOptions<W>): Suite<W> {
  return {
    ...options,
    fact: (title, run) => {
      options.test(`${options.name}: ${title}`, async () => {
        const world = await options.create();
        try {
          await run(world);
        } finally {
          await world.close?.();
        }
      });
    },
  };
}

/** A payout to the world's payable recipient. */
export function payoutIn(world: ProviderWorld, changes: Partial<MarkedPayout> = {}): MarkedPayout {
  return {
    namespace: "conformance",
    reference: "first",
    recipientId: world.payableRecipientId,
    amount: world.amount,
    currency: world.currency,
    description: null,
    metadata: {},
    ...changes,
  };
}

/** The prepared request of a payout, as a store gives it back. */
export function prepared(world: ProviderWorld, changes: Partial<MarkedPayout> = {}): PreparedTransfer {
  const { apiVersion, body } = assertOk(world.provider.prepare(payoutIn(world, changes)));
  return { apiVersion, body };
}

/** Pays under a key that is the reference, unless another is given. */
export async function pay(
  world: ProviderWorld,
  changes: Partial<MarkedPayout> = {},
  idempotencyKey = keyOf(changes.reference ?? "first"),
): Promise<CreatedTransfer> {
  return assertOk(await world.provider.create({ idempotencyKey, prepared: prepared(world, changes) }));
}

/** The key under which the suite pays a reference. */
export function keyOf(reference: string): string {
  return `conformance-${encodeURIComponent(reference)}`.slice(0, 255);
}

/** What can be sent of the world's currency, minor units. */
export async function spendable(world: ProviderWorld): Promise<number> {
  const balance = assertOk(await world.provider.balance());
  return balance.spendable.find((money) => money.currency === world.currency)?.amount ?? 0;
}

/** The transfers that bear the mark of a reference. */
export async function found(world: ProviderWorld, reference = "first"): Promise<readonly ProviderTransfer[]> {
  return assertOk(await world.provider.findByReference({ namespace: "conformance", reference })).transfers;
}

/** Throws if a promise isn't kept. */
export function check(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(`expected ${promise}`);
}

/** Throws if two values of plain data differ. */
export function checkSame(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [show(actual), show(expected)];
  if (left !== right) throw new Error(`expected ${what} to be ${right}, got ${left}`);
}

function show(value: unknown): string {
  const sorted = JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === "object" && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([left], [right]) => (left < right ? -1 : 1)))
      : entry,
  );
  return sorted ?? String(value);
}
