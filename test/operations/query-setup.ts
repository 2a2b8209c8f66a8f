import type { EventContent } from "../../src/domain/events.ts";
import type { Transfer } from "../../src/domain/transfer.ts";
import type { MirrorContext } from "../../src/operations/mirror.ts";
import { createPacer } from "../../src/pacing/create-pacer.ts";
import type { ProviderTransfer, TransferProvider } from "../../src/ports/transfer-provider.ts";
import type { SandboxOptions } from "../../src/providers/sandbox/options.ts";
import { sandboxProvider, type SandboxProvider } from "../../src/providers/sandbox/sandbox-provider.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { type TestClock, testClock } from "../../src/testing/test-clock.ts";

/** What a test of a query works with. */
export interface QuerySetup {
  readonly clock: TestClock;
  readonly sandbox: SandboxProvider;
  readonly context: MirrorContext;
  readonly events: EventContent[];
}

/** A sandbox with plenty of money, and a context that queries it. */
export function querySetup(options: Partial<SandboxOptions> = {}): QuerySetup {
  const clock = testClock(Date.UTC(2026, 5, 1));
  const balance = { usd: 1_000_000_000, eur: 1_000_000_000, jpy: 1_000_000_000 };
  const sandbox = sandboxProvider({ balance, clock, ...options });
  const events: EventContent[] = [];
  return { clock, sandbox, events, context: contextFor(sandbox, clock, events) };
}

/** A context that queries any provider, and a store that keeps no history. */
export function contextFor(provider: TransferProvider, clock: TestClock, events: EventContent[] = []): MirrorContext {
  return {
    provider,
    store: {},
    clock,
    pacer: createPacer({ clock, capabilities: provider.capabilities }),
    namespace: "default",
    timeoutMs: 60_000,
    emit: (event) => events.push(event),
    identify: () => provider.identify(),
  };
}

/** Makes a transfer as a client of some namespace would. */
export async function pay(
  { sandbox }: QuerySetup,
  reference: string,
  { namespace = "default", recipientId = "acct_maya", amount = 2500, currency = "usd" } = {},
): Promise<ProviderTransfer> {
  const payout = { namespace, reference, recipientId, amount, currency, description: null, metadata: {} };
  const prepared = assertOk(sandbox.prepare(payout));
  const created = assertOk(await sandbox.create({ idempotencyKey: `${namespace}/${reference}`, prepared }));
  return created.transfer;
}

/** Makes transfers that aren't payouts, one a minute, the first one at the clock's time. */
export function addTransfers({ sandbox, clock }: QuerySetup, count: number, recipientId = "acct_maya"): string[] {
  return Array.from({ length: count }, (_, index) => {
    const createdAtMs = clock.now() + index * 60_000;
    return sandbox.addTransfer({ recipientId, amount: 100 + index, currency: "usd", createdAtMs }).id;
  });
}

/** The ids of transfers. */
export function idsOf(transfers: readonly Transfer[]): string[] {
  return transfers.map(({ id }) => id);
}
