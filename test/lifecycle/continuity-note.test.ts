import { describe, expect, test } from "vitest";
import { createContext } from "../../src/client-context.ts";
import { checkOptions } from "../../src/client-options.ts";
import { keepContinuity, noteGap, noteWhole, readContinuity } from "../../src/lifecycle/continuity-note.ts";
import { sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { testClock } from "../../src/testing/test-clock.ts";

const hourMs = 3_600_000;

async function setup() {
  const clock = testClock(1_800_000_000_000.25);
  const provider = sandboxProvider({ balance: { usd: 1000 }, clock });
  const { lifecycle } = createContext(checkOptions({ provider, clock, store: memoryStore() }));
  const account = assertOk(await lifecycle.account());
  return { clock, lifecycle, account };
}

describe("the doubt about a store", () => {
  test("isn't there before anybody had one, and a look leaves it so", async () => {
    const { clock, lifecycle, account } = await setup();
    expect(assertOk(await noteWhole(lifecycle, account, clock.now()))).toBe(false);
    expect(assertOk(await readContinuity(lifecycle, account))).toBeNull();
  });

  test.each(["behind", "unproven"] as const)("that it is %s ends after the quiet time and not before", async (note) => {
    const { clock, lifecycle, account } = await setup();
    assertOk(await keepContinuity(lifecycle, account, note));
    await clock.advance(12 * hourMs - 1);
    expect(assertOk(await noteWhole(lifecycle, account, clock.now()))).toBe(false);
    expect(assertOk(await readContinuity(lifecycle, account))).toBe(note);
    await clock.advance(2);
    expect(assertOk(await noteWhole(lifecycle, account, clock.now()))).toBe(true);
    expect(assertOk(await readContinuity(lifecycle, account))).toBe("shown");
  });

  test("is as young as the newest transfer that was missing, and never grows older", async () => {
    const { clock, lifecycle, account } = await setup();
    assertOk(await noteGap(lifecycle, account, 0));
    await clock.advance(20 * hourMs);
    assertOk(await noteGap(lifecycle, account, Math.round(clock.now())));
    assertOk(await noteGap(lifecycle, account, 0));
    await clock.advance(11 * hourMs);
    expect(assertOk(await noteWhole(lifecycle, account, clock.now()))).toBe(false);
    await clock.advance(2 * hourMs);
    expect(assertOk(await noteWhole(lifecycle, account, clock.now()))).toBe(true);
  });

  test("stays while the clocks are apart", async () => {
    const { clock, lifecycle, account } = await setup();
    assertOk(await keepContinuity(lifecycle, account, "behind"));
    await clock.advance(24 * hourMs);
    lifecycle.skew.observe("store", clock.now() - hourMs);
    expect(assertOk(await noteWhole(lifecycle, account, clock.now()))).toBe(false);
  });

  test("counts from the first look where nobody wrote down since when it is there", async () => {
    const { clock, lifecycle, account } = await setup();
    const scope = { kind: "payout", mode: account.mode, namespace: "default" } as const;
    assertOk(await lifecycle.store.writeNote(scope, "continuity", "behind"));
    await clock.advance(24 * hourMs);
    expect(assertOk(await noteWhole(lifecycle, account, clock.now()))).toBe(false);
    await clock.advance(13 * hourMs);
    expect(assertOk(await noteWhole(lifecycle, account, clock.now()))).toBe(true);
  });
});
