import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { CreateTransfer, MarkedPayout } from "../../../src/ports/transfer-provider.ts";
import { sandboxProvider, type SandboxOptions, type SandboxProvider } from "../../../src/providers/sandbox/index.ts";
import { assertOk } from "../../../src/testing/assert.ts";
import { type TestClock, testClock } from "../../../src/testing/test-clock.ts";

/** Where a sandbox can live. */
export const modes = ["memory", "file"] as const;

/** A sandbox on a clock of its own; it is released when its test ends. */
export function openSandbox(
  mode: (typeof modes)[number] = "memory",
  options: Partial<SandboxOptions> = {},
): { readonly sandbox: SandboxProvider; readonly clock: TestClock } {
  const clock = testClock();
  const path = mode === "file" ? temporaryPath() : undefined;
  const sandbox = sandboxProvider({ balance: { usd: 10_000 }, clock, path, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, clock };
}

/** Where a test can put a file; it is gone when the test ends. */
export function temporaryPath(): string {
  const directory = mkdtempSync(join(tmpdir(), "sandbox-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, "world.db");
}

/** The request of a payout of 1,000 usd cents to acct_maya, under the key "key" unless another is given. */
export function commandFor(
  sandbox: SandboxProvider,
  changes: Partial<MarkedPayout> & { readonly key?: string } = {},
): CreateTransfer {
  const { key = "key", ...payout } = changes;
  const prepared = sandbox.prepare({
    namespace: "default",
    reference: "first",
    recipientId: "acct_maya",
    amount: 1_000,
    currency: "usd",
    description: null,
    metadata: {},
    ...payout,
  });
  return { idempotencyKey: key, prepared: assertOk(prepared) };
}
