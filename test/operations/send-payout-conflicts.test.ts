import { okAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import type { PayoutState } from "../../src/domain/payout-record.ts";
import type { PayoutRequest } from "../../src/domain/payout-request.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { type ClientSetup, clientSetup, hourMs, payoutRequest } from "./client-setup.ts";

const reference = "2026-11:member_42";

/** Brings the payout into a state. */
const reach: Readonly<Record<Exclude<PayoutState, "sending">, (setup: ClientSetup) => Promise<void>>> = {
  ready: async ({ client, sandbox, run }) => {
    sandbox.next("authentication");
    await run(client.sendPayout(payoutRequest()));
  },
  unknown: async ({ client, sandbox, run }) => {
    sandbox.next("lose_response", { times: 50 });
    await run(client.sendPayout(payoutRequest(), { timeoutMs: 1_000 }));
    sandbox.clearScenarios();
  },
  reconciling: async (setup) => {
    const { client, sandbox, run, clock } = setup;
    sandbox.next("lose_request", { times: 50 });
    await run(client.sendPayout(payoutRequest(), { timeoutMs: 1_000 }));
    sandbox.clearScenarios();
    await clock.advance(25 * hourMs);
    await run(client.sendPayout(payoutRequest()));
  },
  paid: async ({ client, run }) => void (await run(client.sendPayout(payoutRequest()))),
  failed: async ({ client, sandbox, run }) => {
    sandbox.next("decline");
    await run(client.sendPayout(payoutRequest()));
  },
  canceled: async (setup) => {
    await reach.ready(setup);
    assertOk(await setup.run(setup.client.cancelPayout(reference)));
  },
  review: async (setup) => {
    const { client, sandbox, run, clock } = setup;
    sandbox.next("server_error");
    await run(client.sendPayout(payoutRequest()));
    for (let times = 0; times < 4; times++) {
      await clock.advance(25 * hourMs);
      await run(client.sendPayout(payoutRequest()));
    }
  },
};

const others: readonly (readonly ["amount" | "recipientId" | "currency", Partial<PayoutRequest>])[] = [
  ["amount", { amount: 2501 }],
  ["recipientId", { recipientId: "acct_noah" }],
  ["currency", { currency: "eur" }],
];
const binding = { ready: "not_created", unknown: "unknown", reconciling: "unknown", paid: "created", review: "unknown" } as const;
const bound: readonly (keyof typeof binding)[] = ["ready", "unknown", "reconciling", "paid", "review"];
const cases = bound.flatMap((state) => others.map(([field, change]) => ({ state, field, change })));

describe("a reference that names another payout", () => {
  test.each(cases)("in state $state, with another $field, is a reference_conflict with that payout's outcome", async ({ state, field, change }) => {
    const setup = clientSetup();
    await reach[state](setup);
    const { client, sandbox, run } = setup;
    const before = sandbox.movements();
    const error = assertErr(await run(client.sendPayout(payoutRequest(change))), "INVALID_REQUEST");
    expect(error).toMatchObject({ reason: "reference_conflict", outcome: binding[state], retryable: false, reference });
    expect(error.details.conflict).toMatchObject({
      fields: [field],
      differences: [{ field, stored: payoutRequest()[field], given: change[field] }],
      payout: { state, amount: 2500, currency: "usd" },
    });
    expect(error.details.issues.map(({ path }) => path)).toEqual([field]);
    expect(sandbox.movements()).toBe(before);
  });

  test("in state sending is a reference_conflict with the outcome unknown", async () => {
    const { client, another, sandbox, run, pass } = clientSetup();
    sandbox.next("slow", { delayMs: 5_000 });
    const first = client.sendPayout(payoutRequest());
    await pass(500);
    const error = assertErr(await run(another().sendPayout(payoutRequest({ amount: 1 }))), "INVALID_REQUEST");
    expect(error).toMatchObject({ reason: "reference_conflict", outcome: "unknown" });
    assertOk(await run(first));
  });

  test("in the same client at the same moment is paid once, as the first call asked", async () => {
    const { client, sandbox, run } = clientSetup({ sandbox: { latencyMs: 50 } });
    const calls = [client.sendPayout(payoutRequest()), client.sendPayout(payoutRequest({ amount: 1 }))] as const;
    const [first, second] = await run(Promise.all(calls));
    assertOk(first);
    expect(assertErr(second, "INVALID_REQUEST")).toMatchObject({ reason: "reference_conflict", outcome: "created" });
    expect(sandbox.transfers().map(({ amount }) => amount)).toEqual([2500]);
  });

  test.each(["failed", "canceled"] as const)("in state %s may be paid with other parameters by a new call", async (state) => {
    const setup = clientSetup();
    await reach[state](setup);
    const { client, sandbox, run } = setup;
    const transfer = assertOk(await run(client.sendPayout(payoutRequest({ amount: 7, currency: "eur", recipientId: "acct_noah" }))));
    expect(transfer).toMatchObject({ amount: 7, currency: "eur", recipientId: "acct_noah" });
    expect(sandbox.movements()).toBe(1);
  });

  test.each(bound.filter((state) => state !== "paid" && state !== "review"))(
    "in state %s with other words only is the same payout",
    async (state) => {
      const setup = clientSetup();
      await reach[state](setup);
      const { client, sandbox, run } = setup;
      const result = await run(client.sendPayout(payoutRequest({ description: "new", metadata: { a: "b" } })));
      if (state === "reconciling") expect(assertErr(result, "API_ERROR").outcome).toBe("unknown");
      else expect(assertOk(result)).toMatchObject({ description: null, metadata: {} });
      expect(sandbox.movements()).toBe(state === "reconciling" ? 0 : 1);
    },
  );

  test("under another account is a reference_conflict, because live records share one name", async () => {
    const { another, sandbox, run } = clientSetup();
    const live = (account: string) => ({
      ...sandbox,
      identify: () => okAsync({ mode: "live", account, serverTimeMs: null } as const),
      findByReference: () => okAsync({ transfers: [], serverTimeMs: null }),
      list: () => okAsync({ transfers: [], nextCursor: null }),
    });
    sandbox.next("decline");
    assertErr(await run(another({ provider: live("acct_one") }).sendPayout(payoutRequest())), "TRANSFER_FAILED");
    const error = assertErr(await run(another({ provider: live("acct_two") }).sendPayout(payoutRequest())), "INVALID_REQUEST");
    expect(error.details.conflict?.differences).toEqual([{ field: "account", stored: "acct_one", given: "acct_two" }]);
    expect(error.message).toContain("its account is acct_one, not acct_two");
    expect(sandbox.movements()).toBe(0);
  });
});

describe("a payout that is open", () => {
  test.each(["unknown", "reconciling", "review"] as const)("in state %s isn't answered by a minimum or a balance", async (state) => {
    const setup = clientSetup({ sandbox: { balance: { usd: 2500 } } });
    await reach[state](setup);
    const { another, run } = setup;
    const result = await run(another({ minimums: { usd: 1_000_000 } }).sendPayout(payoutRequest()));
    if (state === "unknown") assertOk(result);
    else expect(assertErr(result, "API_ERROR").outcome).toBe("unknown");
  });

  test("in state paid isn't answered by the balance that it used up", async () => {
    const { client, run } = clientSetup({ sandbox: { balance: { usd: 2500 } } });
    assertOk(await run(client.sendPayout(payoutRequest())));
    assertErr(await run(client.sendPayout(payoutRequest())), "ALREADY_PAID");
  });

  test("in state failed because nobody ever answered may be paid anew by a call, which says so", async () => {
    const setup = clientSetup();
    await reach.reconciling(setup);
    const { client, clock, sandbox, run } = setup;
    await clock.advance(12 * hourMs);
    assertErr(await run(client.sendPayout(payoutRequest())));
    await clock.advance(2 * hourMs);
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    expect(error).toMatchObject({ reason: "not_found", outcome: "not_created", retryable: true });
    assertOk(await run(client.sendPayout(payoutRequest())));
    expect(sandbox.movements()).toBe(1);
  });

  test("in state failed that was paid after all raises an alarm and isn't paid again", async () => {
    const setup = clientSetup();
    const { client, clock, sandbox, run, events } = setup;
    sandbox.next("land_late", { delayMs: 100 * hourMs, times: 1 });
    sandbox.next("lose_request", { times: 50 });
    await run(client.sendPayout(payoutRequest(), { timeoutMs: 1_000 }));
    sandbox.clearScenarios();
    for (let times = 0; times < 3; times++) {
      await clock.advance(30 * hourMs);
      await run(client.sendPayout(payoutRequest()));
    }
    expect(assertOk(await run(client.getPayout(reference)))?.state).toBe("failed");
    await clock.advance(30 * hourMs);
    const { transfer } = assertErr(await run(client.sendPayout(payoutRequest())), "ALREADY_PAID").details;
    expect(events).toContainEqual(expect.objectContaining({ type: "alarm.failed_payout_was_paid", reference }));
    expect(sandbox.transfers().map(({ id }) => id)).toEqual([transfer.id]);
  });
});
