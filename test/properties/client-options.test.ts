import fc from "fast-check";
import { expect, test } from "vitest";
import { PayoutClient } from "../../src/client.ts";
import { sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { hostile, hostileObject } from "./hostile.ts";

const provider = sandboxProvider({ balance: { usd: 1_000_000 } });
const right = { provider, store: memoryStore() };
const names = ["minimums", "namespace", "checkBalance", "lookupNew", "timeoutMs", "clock", "rate", "onEvent"];
const capabilities = hostileObject(Object.keys(provider.capabilities)).map((changes) => ({ ...provider.capabilities, ...Object(changes) }));

const options = fc.oneof(
  hostile,
  hostileObject(["provider", "store", ...names]),
  hostileObject(names).map((changes) => ({ ...right, ...Object(changes) })),
  capabilities.map((wrong) => ({ ...right, provider: { ...provider, capabilities: wrong } })),
);

test("a client is made of right options, or throws a TypeError that names what is wrong", () => {
  fc.assert(
    fc.property(options, (given) => {
      try {
        expect(Reflect.construct(PayoutClient, [given])).toBeInstanceOf(PayoutClient);
      } catch (error) {
        // What throws at its reader throws what it likes.
        if (error instanceof Error && error.message === "hands off") return;
        expect(error).toBeInstanceOf(TypeError);
        expect(String(error)).toMatch(/^TypeError: PayoutClient: [\w.]+: /);
      }
    }),
    { numRuns: 2_000 },
  );
});
