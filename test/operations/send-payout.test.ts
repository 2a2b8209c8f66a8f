import { ResultAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import { PayoutError } from "../../src/domain/errors.ts";
import { acceptAlreadyPaid } from "../../src/operations/accept-already-paid.ts";
import type { TransferProvider } from "../../src/ports/transfer-provider.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { clientSetup, payoutRequest } from "./client-setup.ts";

describe("sendPayout", () => {
  test("pays and gives the transfer", async () => {
    const { client, sandbox, run } = clientSetup();
    const transfer = assertOk(await run(client.sendPayout(payoutRequest({ currency: "USD", description: "May" }))));
    expect(transfer).toMatchObject({
      ...{ provider: "sandbox", origin: "payoutkit", reference: "2026-11:member_42", recipientId: "acct_maya" },
      ...{ amount: 2500, currency: "usd", amountReversed: 0, status: "paid", description: "May", metadata: {} },
    });
    expect(sandbox.transfers().map(({ id }) => id)).toEqual([transfer.id]);
  });

  test("of a reference that was paid before is ALREADY_PAID with the first transfer", async () => {
    const { client, sandbox, run } = clientSetup();
    const first = assertOk(await run(client.sendPayout(payoutRequest())));
    const error = assertErr(await run(client.sendPayout(payoutRequest({ description: "other words" }))), "ALREADY_PAID");
    expect(error).toMatchObject({ outcome: "created", reason: "already_paid", retryable: false, reference: "2026-11:member_42" });
    expect(error.details.transfer.id).toBe(first.id);
    const accepted = await run(client.sendPayout(payoutRequest()).orElse(acceptAlreadyPaid));
    expect(assertOk(accepted).id).toBe(first.id);
    expect(sandbox.movements()).toBe(1);
  });

  test("by twenty callers at once moves money once, and each of them took part", async () => {
    const { client, sandbox, run } = clientSetup({ sandbox: { latencyMs: 50 } });
    const results = await run(Promise.all(Array.from({ length: 20 }, () => client.sendPayout(payoutRequest()))));
    expect(new Set(results.map((result) => assertOk(result).id)).size).toBe(1);
    expect(sandbox.movements()).toBe(1);
  });

  test("by two clients of one store moves money once, and both took part", async () => {
    const { client, another, sandbox, run } = clientSetup({ sandbox: { latencyMs: 50 } });
    const second = another();
    const results = await run(Promise.all([client.sendPayout(payoutRequest()), second.sendPayout(payoutRequest())]));
    expect(results.map((result) => assertOk(result).id)).toEqual(sandbox.transfers().flatMap(({ id }) => [id, id]));
  });

  test("keeps the references of two namespaces apart", async () => {
    const { client, another, sandbox, run } = clientSetup();
    assertOk(await run(client.sendPayout(payoutRequest())));
    assertOk(await run(another({ namespace: "second" }).sendPayout(payoutRequest())));
    expect(sandbox.movements()).toBe(2);
  });

  test("compares references byte for byte", async () => {
    const { client, sandbox, run } = clientSetup();
    for (const reference of ["é", "e\u0301", "É", "__proto__", "constructor", "🙂", " a", "a"]) {
      assertOk(await run(client.sendPayout(payoutRequest({ reference }))));
    }
    expect(sandbox.movements()).toBe(8);
  });
});

describe("sendPayout is refused", () => {
  test("with INSUFFICIENT_BALANCE before anything is sent or recorded", async () => {
    const { client, sandbox, run, eventNames } = clientSetup({ sandbox: { balance: { usd: 2499 } } });
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "INSUFFICIENT_BALANCE");
    expect(error).toMatchObject({ outcome: "not_created", reason: "insufficient_balance", retryable: true });
    expect(error.details).toEqual({ currency: "usd", required: 2500, available: 2499 });
    expect(assertOk(await run(client.getPayout("2026-11:member_42")))).toBeNull();
    expect([sandbox.movements(), eventNames()]).toEqual([0, []]);
  });

  test("by the provider with INSUFFICIENT_BALANCE where the balance isn't checked first", async () => {
    const { client, run } = clientSetup({ sandbox: { balance: { usd: 2499 } }, checkBalance: false });
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "INSUFFICIENT_BALANCE");
    expect(error).toMatchObject({ outcome: "not_created", retryable: true, reference: "2026-11:member_42" });
    expect(error.details).toMatchObject({ currency: "usd", required: 2500 });
  });

  test("with BELOW_MINIMUM_THRESHOLD below the client's own minimum, and not at it", async () => {
    const { client, sandbox, run } = clientSetup({ minimums: { USD: 1000 } });
    const error = assertErr(await run(client.sendPayout(payoutRequest({ amount: 999 }))), "BELOW_MINIMUM_THRESHOLD");
    expect(error).toMatchObject({ outcome: "not_created", reason: "below_minimum", retryable: false });
    expect(error.details).toEqual({ currency: "usd", amount: 999, minimum: 1000 });
    expect(sandbox.movements()).toBe(0);
    assertOk(await run(client.sendPayout(payoutRequest({ amount: 1000 }))));
    assertOk(await run(client.sendPayout(payoutRequest({ reference: "eur", amount: 1, currency: "eur" }))));
  });

  test("by the provider with BELOW_MINIMUM_THRESHOLD below its own minimum", async () => {
    const { client, run } = clientSetup({ sandbox: { minimums: { usd: 3000 } } });
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "BELOW_MINIMUM_THRESHOLD");
    expect(error).toMatchObject({ outcome: "not_created", details: { currency: "usd", amount: 2500 } });
  });

  test.each([
    ["not_found", "acct_gone", "not_found", false],
    ["not_ready", "acct_new", "not_ready", true],
  ] as const)("with INVALID_RECIPIENT %s", async (reason, recipientId, state, retryable) => {
    const { client, run } = clientSetup({ sandbox: { recipients: { [recipientId]: state } } });
    const error = assertErr(await run(client.sendPayout(payoutRequest({ recipientId }))), "INVALID_RECIPIENT");
    expect(error).toMatchObject({ outcome: "not_created", reason, retryable, details: { recipientId } });
  });

  test("with INVALID_RECIPIENT malformed before anything is recorded", async () => {
    const { client, run } = clientSetup();
    const error = assertErr(await run(client.sendPayout(payoutRequest({ recipientId: "no recipient" }))), "INVALID_RECIPIENT");
    expect(error).toMatchObject({ outcome: "not_created", reason: "malformed", details: { recipientId: "no recipient" } });
    expect(assertOk(await run(client.getPayout("2026-11:member_42")))).toBeNull();
  });

  test("with TRANSFER_FAILED and the provider's own code", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.next("decline", { providerCode: "velocity" });
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "TRANSFER_FAILED");
    expect(error).toMatchObject({ outcome: "not_created", reason: "declined", retryable: false, details: { providerCode: "velocity" } });
    const record = assertOk(await run(client.getPayout("2026-11:member_42")));
    expect(record).toMatchObject({ state: "failed", outcome: "not_created", attempts: [{ number: 1, sends: 1 }] });
  });
});

describe("sendPayout with a broken adapter", () => {
  test.each<[string, TransferProvider["create"]]>([
    ["throws", () => { throw new Error("bug"); }],
    ["rejects", () => new ResultAsync(Promise.reject(new Error("bug")))],
  ])("that %s is told as unknown and never as a throw", async (_name, create) => {
    const { another, sandbox, run } = clientSetup({ timeoutMs: 1_000 });
    const client = another({ provider: { ...sandbox, create } });
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    expect(error).toMatchObject({ outcome: "unknown", reason: "invalid_response", retryable: true });
    assertOk(await run(another().sendPayout(payoutRequest())));
    expect(sandbox.movements()).toBe(1);
  });

  test("that throws in prepare is told as an error and never as a throw", async () => {
    const { another, sandbox, run } = clientSetup({ timeoutMs: 1_000 });
    const prepare = (): never => { throw new Error("bug"); };
    const error = assertErr(await run(another({ provider: { ...sandbox, prepare } }).sendPayout(payoutRequest())));
    expect(error).toBeInstanceOf(PayoutError);
    expect(sandbox.movements()).toBe(0);
  });
});

describe("a listener", () => {
  test("hears of a payout from its claim to its transfer", async () => {
    const { client, clock, events, run } = clientSetup({ sandbox: { latencyMs: 100 } });
    const transfer = assertOk(await run(client.sendPayout(payoutRequest())));
    expect(events).toMatchObject([
      { type: "payout.claimed", reference: "2026-11:member_42", namespace: "default", attempt: 1 },
      { type: "payout.sent", attempt: 1, sends: 1 },
      { type: "payout.paid", transfer: { id: transfer.id }, durationMs: 100 },
    ]);
    expect(events.every(({ at }) => at <= clock.now())).toBe(true);
  });

  test("that throws touches nothing", async () => {
    const { another, run } = clientSetup();
    const onEvent = (): never => { throw new Error("listener"); };
    assertOk(await run(another({ onEvent }).sendPayout(payoutRequest())));
  });

  test("that rejects touches nothing, not even as an unhandled rejection", async () => {
    const { another, run, clock } = clientSetup();
    const onEvent = (): Promise<never> => Promise.reject(new Error("listener"));
    assertOk(await run(another({ onEvent }).sendPayout(payoutRequest())));
    await clock.advance(1_000);
  });
});
