import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PayoutClient } from "../../../src/client.ts";
import { sandboxProvider } from "../../../src/providers/sandbox/index.ts";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { testClock } from "../../../src/testing/test-clock.ts";
import { payoutRequest, runClock } from "../../operations/client-setup.ts";

test("a system time with fractions of a millisecond does no harm: what was kept is read again by the next process", async () => {
  const folder = await mkdtemp(join(tmpdir(), "payoutkit-"));
  const time = testClock();
  const clock = { ...methodsOf(time), now: () => time.now() + 0.4375, monotonic: () => time.monotonic() + 0.0625 };
  const provider = sandboxProvider({ balance: { usd: 100_000 }, clock });
  const open = () => new PayoutClient({ provider, clock, store: sqliteStore({ path: join(folder, "payouts.db") }) });
  const [first, second] = [open(), open()];
  try {
    provider.next("lose_request", { times: 100, reference: "lost" });
    assertErr(await runClock(time, first.sendPayout(payoutRequest({ reference: "lost" }), { timeoutMs: 700.5 })), "API_ERROR");
    provider.next("decline", { reference: "refused" });
    assertErr(await runClock(time, first.sendPayout(payoutRequest({ reference: "refused" }))), "TRANSFER_FAILED");
    const { id } = assertOk(await runClock(time, first.sendPayout(payoutRequest({ reference: "paid" }))));
    assertOk(await runClock(time, first.reverseTransfer({ transferId: id, reference: "back", amount: 1 })));
    const states = ["lost", "refused", "paid"].map(async (reference) => assertOk(await runClock(time, second.getPayout(reference)))?.state);
    expect(await Promise.all(states)).toEqual(["unknown", "failed", "paid"]);
    provider.clearScenarios();
    expect(assertOk(await runClock(time, second.recover()))).toMatchObject({ checked: 1, paid: 1 });
    expect(assertOk(await runClock(time, second.reverseTransfer({ transferId: id, reference: "back" })))).toMatchObject({ amount: 1 });
    assertErr(await runClock(time, second.sendPayout(payoutRequest({ reference: "paid" }))), "ALREADY_PAID");
  } finally {
    await first.close();
    await second.close();
    await rm(folder, { recursive: true });
  }
});

function methodsOf(time: ReturnType<typeof testClock>) {
  return {
    sleep: (ms: number, signal?: AbortSignal) => time.sleep(ms, signal),
    random: () => time.random(),
    turn: () => time.turn(),
  };
}
