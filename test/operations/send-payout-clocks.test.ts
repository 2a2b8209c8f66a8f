import { describe, expect, test } from "vitest";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { hourMs, startMs } from "./client-setup.ts";
import { onCreate, stripeRequest, stripeSetup } from "./stripe-setup.ts";

const dayMs = 24 * hourMs;

describe.each([
  ["two days ahead of", 2 * dayMs],
  ["two days behind", -2 * dayMs],
  ["a year ahead of", 365 * dayMs],
])("sendPayout by a clock %s the provider's", (_name, skewMs) => {
  test("pays, and says that the clocks differ", async () => {
    await using setup = await stripeSetup();
    const { client, clock, stripe, run, events } = setup;
    clock.set(startMs + skewMs);
    const transfer = assertOk(await run(client.sendPayout(stripeRequest())));
    expect(stripe.movements.map(({ transferId }) => transferId)).toEqual([transfer.id]);
    expect(events.map(({ type }) => type)).toContain("clock.skewed");
  });

  test("after a lost response finds the transfer instead of sending again", async () => {
    await using setup = await stripeSetup();
    const { client, clock, stripe, run, sends } = setup;
    clock.set(startMs + skewMs);
    stripe.addFault({ ...onCreate, name: "lose_response" });
    const transfer = assertOk(await run(client.sendPayout(stripeRequest())));
    expect(stripe.movements.map(({ transferId }) => transferId)).toEqual([transfer.id]);
    expect(sends()).toHaveLength(1);
  });

  test("after a lost request stays unknown, until the provider has shown for long enough that nothing was paid", async () => {
    await using setup = await stripeSetup({ timeoutMs: 10_000 });
    const { client, clock, stripe, run, pass, sends } = setup;
    clock.set(startMs + skewMs);
    stripe.addFault({ ...onCreate, name: "lose_request" });
    assertErr(await run(client.sendPayout(stripeRequest())), "API_ERROR");
    expect(sends()).toHaveLength(1);
    for (let hours = 0; hours < 40; hours += 5) {
      await pass(5 * hourMs);
      // The provider's clock goes on beside the client's, as far from it as before.
      stripe.clock.set(clock.now() - skewMs);
      if ((await run(client.recover())).isErr()) throw new Error("the recovery failed");
    }
    expect(assertOk(await run(client.getPayout("2026-11:member_42")))?.state).toBe("failed");
    expect(stripe.movements).toEqual([]);
    assertOk(await run(client.sendPayout(stripeRequest())));
    expect(stripe.movements).toHaveLength(1);
  });
});
