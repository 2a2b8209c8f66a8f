import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { sandboxProvider, type SandboxOptions } from "../../../src/providers/sandbox/index.ts";
import { providerConformance } from "../../../src/testing/provider-conformance.ts";
import { testClock } from "../../../src/testing/test-clock.ts";

const makeWorld = (options: Partial<SandboxOptions> = {}) => {
  const clock = testClock();
  const provider = sandboxProvider({
    balance: { usd: 100_000, eur: 0 },
    recipients: { acct_new: "not_ready", acct_nobody: "not_found" },
    clock,
    ...options,
  });
  return {
    provider,
    clock,
    payableRecipientId: "acct_maya",
    unpayableRecipientId: "acct_new",
    unknownRecipientId: "acct_nobody",
    malformedRecipientId: "no spaces",
    currency: "usd",
    amount: 2_500,
  };
};

type SandboxWorld = ReturnType<typeof makeWorld>;

const controls = {
  test,
  checksRecipients: true,
  reversesTransfers: true,
  loseNextResponse: ({ provider }: SandboxWorld) => provider.next("lose_response"),
  reverse: ({ provider }: SandboxWorld, transferId: string, amount: number) => provider.reverse(transferId, amount),
  passTime: ({ clock }: SandboxWorld, ms: number) => clock.advance(ms),
};

providerConformance({ ...controls, name: "sandbox in memory", create: () => makeWorld() });

providerConformance({
  ...controls,
  name: "sandbox in a file",
  create: () => {
    const directory = mkdtempSync(join(tmpdir(), "sandbox-"));
    const world = makeWorld({ path: join(directory, "world.db") });
    const close = () => {
      world.provider.close();
      rmSync(directory, { recursive: true });
    };
    return { ...world, close };
  },
});
