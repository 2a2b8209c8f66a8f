import { onTestFinished } from "vitest";
import { PayoutClient, type PayoutClientOptions } from "../../src/index.ts";
import { type SandboxOptions, type SandboxProvider, sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { testClock } from "../../src/testing/test-clock.ts";

/** A sandbox in memory with its client. */
export interface SandboxClient {
  readonly client: PayoutClient;
  readonly sandbox: SandboxProvider;
}

/** A client on a sandbox in memory, closed when the test ends. */
export function sandboxClient(
  options: Partial<SandboxOptions> = {},
  clientOptions: Partial<PayoutClientOptions> = {},
): SandboxClient {
  const sandbox = sandboxProvider({ balance: { usd: 1_000_000, eur: 1_000_000, jpy: 1_000_000 }, ...options });
  const client = new PayoutClient({
    provider: sandbox,
    store: memoryStore(),
    minimums: { usd: 1000 },
    ...clientOptions,
  });
  onTestFinished(async () => void (await client.close()));
  return { client, sandbox };
}

/** The same on a clock of its own, which runs to the end of the caller's patience when an answer is lost. */
export function impatientClient(): SandboxClient {
  const clock = testClock();
  let unanswered = false;
  const onEvent: PayoutClientOptions["onEvent"] = ({ type }) => {
    if (unanswered || type !== "payout.unknown") return;
    unanswered = true;
    void clock.advance(patienceMs);
  };
  return sandboxClient({ clock }, { clock, onEvent, timeoutMs: patienceMs });
}

const patienceMs = 60_000;
