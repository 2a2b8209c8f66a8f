import { onTestFinished } from "vitest";
import { PayoutClient } from "../../src/index.ts";
import { type SandboxOptions, type SandboxProvider, sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";

/** A sandbox in memory with its client. */
export interface SandboxClient {
  readonly client: PayoutClient;
  readonly sandbox: SandboxProvider;
  /** Another client of the same sandbox and store, which waits no longer than that. */
  readonly impatient: (timeoutMs: number) => PayoutClient;
}

/** A client on a sandbox in memory, closed when the test ends. */
export function sandboxClient(options: Partial<SandboxOptions> = {}): SandboxClient {
  const sandbox = sandboxProvider({ balance: { usd: 1_000_000, eur: 1_000_000, jpy: 1_000_000 }, ...options });
  const common = { provider: sandbox, store: memoryStore(), minimums: { usd: 1000 } };
  const client = new PayoutClient(common);
  onTestFinished(async () => void (await client.close()));
  return { client, sandbox, impatient: (timeoutMs) => new PayoutClient({ ...common, timeoutMs }) };
}
