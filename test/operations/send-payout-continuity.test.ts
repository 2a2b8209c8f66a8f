import { describe, expect, test } from "vitest";
import { acceptAlreadyPaid } from "../../src/operations/accept-already-paid.ts";
import { invariant } from "../../src/domain/invariant.ts";
import type { PayoutStore, StoredRecord } from "../../src/ports/payout-store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import type { SandboxProvider } from "../../src/providers/sandbox/sandbox-provider.ts";
import { type ClientSetup, clientSetup, hourMs, payoutRequest, payoutRequests } from "./client-setup.ts";
import { faultyStore } from "./faulty-store.ts";

/** Counts the lookups by reference that reach the provider. */
function countingLookups(sandbox: SandboxProvider): { readonly provider: SandboxProvider; lookups(): number } {
  let lookups = 0;
  const findByReference: SandboxProvider["findByReference"] = (...values) => {
    lookups += 1;
    return sandbox.findByReference(...values);
  };
  return { provider: { ...sandbox, findByReference }, lookups: () => lookups };
}

async function payFive({ client, run, clock }: ClientSetup): Promise<void> {
  for (const request of payoutRequests(5)) assertOk(await run(client.sendPayout(request)));
  await clock.advance(48 * hourMs);
}

describe("a store that was restored to before a second attempt with another amount", () => {
  test("learns that the payout is paid, and raises an alarm", async () => {
    const { client, another, store, sandbox, run, clock, eventNames } = clientSetup();
    sandbox.next("decline");
    assertErr(await run(client.sendPayout(payoutRequest({ amount: 2500 }))), "TRANSFER_FAILED");
    const id = { kind: "payout", mode: "test:acct_sandbox", namespace: "default", reference: payoutRequest().reference } as const;
    const read = async (): Promise<StoredRecord | null> => assertOk(await store.load([id])).entries[0] ?? null;
    const failed = await read();
    invariant(failed?.state === "failed", "there is nothing to restore");
    const transfer = assertOk(await run(client.sendPayout(payoutRequest({ amount: 2400 }))));
    const replaces = (await read())?.revision ?? null;
    assertOk(await store.write([{ record: failed, replaces }]));
    await clock.advance(48 * hourMs);
    const restored = another({ lookupNew: "always" });
    const told = assertErr(await run(restored.sendPayout(payoutRequest({ amount: 2400 }))), "ALREADY_PAID");
    expect(told.details.transfer.id).toBe(transfer.id);
    expect(eventNames()).toContain("alarm.failed_payout_was_paid");
    const conflict = assertErr(await run(restored.sendPayout(payoutRequest({ amount: 2500 }))), "INVALID_REQUEST");
    expect(conflict.outcome).toBe("created");
    expect(sandbox.movements()).toBe(1);
  });
});

describe("a store that was lost", () => {
  test("pays nothing again two days later", async () => {
    const setup = clientSetup();
    await payFive(setup);
    const client = setup.another({ store: memoryStore() });
    for (const request of payoutRequests(5)) assertErr(await setup.run(client.sendPayout(request)), "ALREADY_PAID");
    expect(setup.sandbox.movements()).toBe(5);
    expect(setup.eventNames()).toContain("store.behind");
  });

  test("pays nothing again although the balance is low by now, and doesn't call that INSUFFICIENT_BALANCE", async () => {
    const setup = clientSetup({ sandbox: { balance: { usd: 5 * 2500 } } });
    await payFive(setup);
    const error = assertErr(await setup.run(setup.another({ store: memoryStore() }).sendPayout(payoutRequest({ reference: "r3" }))));
    expect(error.code).toBe("ALREADY_PAID");
  });

  test("is remembered as behind by the next client, however much is paid with it since", async () => {
    const setup = clientSetup({ sandbox: { balance: { usd: 100_000_000 } } });
    await payFive(setup);
    const store = memoryStore();
    const first = setup.another({ store });
    for (const request of payoutRequests(150)) await setup.run(first.sendPayout({ ...request, reference: `new-${request.reference}` }));
    await setup.clock.advance(hourMs);
    assertErr(await setup.run(setup.another({ store }).sendPayout(payoutRequest({ reference: "r0" }))), "ALREADY_PAID");
    expect(setup.sandbox.movements()).toBe(155);
  });

  test("isn't taken for one that remembers, because the provider couldn't be asked while it was young", async () => {
    const setup = clientSetup({ sandbox: { balance: { usd: 100_000_000 } } });
    await payFive(setup);
    const { sandbox, run, clock } = setup;
    const client = setup.another({ store: memoryStore() });
    sandbox.nextRead("server_error", { call: "list", times: 4 });
    for (const request of payoutRequests(120)) await run(client.sendPayout({ ...request, reference: `new-${request.reference}` }));
    await clock.advance(hourMs);
    assertErr(await run(client.sendPayout(payoutRequest({ reference: "r0" }))), "ALREADY_PAID");
    expect(sandbox.movements()).toBe(125);
  });

  test("adopts what it finds with the transfer's own parameters, so that other ones are a conflict", async () => {
    const setup = clientSetup();
    await payFive(setup);
    const client = setup.another({ store: memoryStore() });
    const error = assertErr(await setup.run(client.sendPayout(payoutRequest({ reference: "r0", amount: 1 }))), "INVALID_REQUEST");
    expect(error).toMatchObject({ reason: "reference_conflict", outcome: "created" });
  });

  test("that lost a payout it declined may pay it", async () => {
    const { client, another, sandbox, run } = clientSetup();
    sandbox.next("decline");
    assertErr(await run(client.sendPayout(payoutRequest())), "TRANSFER_FAILED");
    const again = await run(another({ store: memoryStore() }).sendPayout(payoutRequest()));
    // The same key replays the stored decline, which is the truth for a store that remembers nothing.
    assertErr(again, "TRANSFER_FAILED");
    assertOk(await run(another().sendPayout(payoutRequest())));
    expect(sandbox.movements()).toBe(1);
  });
});

describe("a store that was lost while the provider can't say which account is called", () => {
  test.each([
    ["whose key is wrong", "authentication", false],
    ["that can't be reached", "lose_response", true],
  ] as const)("is told unknown of a paid payout by a provider %s", async (_name, scenario, retryable) => {
    const setup = clientSetup();
    await payFive(setup);
    const client = setup.another({ store: memoryStore() });
    setup.sandbox.nextRead(scenario, { call: "identify", times: 100 });
    const error = assertErr(await setup.run(client.sendPayout(payoutRequest({ reference: "r0" }))), "API_ERROR");
    expect(error).toMatchObject({ outcome: "unknown", retryable, reference: "r0" });
    expect(error.message).toContain("this call sent nothing");
  });

  test("isn't lost where only the note about the account can't be kept: the record is looked at", async () => {
    const setup = clientSetup();
    await payFive(setup);
    const client = setup.another({ store: faultyStore(setup.store, (method) => (method === "readNote" ? "refuses" : null)) });
    const paid = assertErr(await setup.run(client.sendPayout(payoutRequest({ reference: "r0" }))), "API_ERROR");
    const other = assertErr(await setup.run(client.sendPayout(payoutRequest({ reference: "new" }))), "API_ERROR");
    expect([paid.outcome, other.outcome]).toEqual(["created", "unknown"]);
  });
});

describe("a payout that failed", () => {
  test.each([
    ["unknown", "always", "because its record may be rolled back"],
    ["not_created", "auto", "where the store has shown that it remembers"],
    ["not_created", "never", "where the store is the truth"],
  ] as const)("is told %s with lookupNew %s when it can't be looked up before the next attempt, %s", async (...[outcome, lookupNew]) => {
    const { client, sandbox, run } = clientSetup({ lookupNew });
    assertOk(await run(client.sendPayout(payoutRequest({ reference: "first" }))));
    sandbox.next("decline");
    assertErr(await run(client.sendPayout(payoutRequest())), "TRANSFER_FAILED");
    sandbox.nextRead("server_error", { call: "findByReference", times: 100 });
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    expect(error.outcome).toBe(outcome);
    expect(sandbox.movements()).toBe(1);
  });
});

describe("lookupNew", () => {
  test("always looks every new reference up", async () => {
    const { another, sandbox, run } = clientSetup();
    const { provider, lookups } = countingLookups(sandbox);
    const client = another({ provider, lookupNew: "always" });
    for (const request of payoutRequests(3)) assertOk(await run(client.sendPayout(request)));
    expect(lookups()).toBe(3);
  });

  test("auto looks nothing up once the store has shown that it remembers", async () => {
    const { another, sandbox, run, eventNames } = clientSetup();
    const { provider, lookups } = countingLookups(sandbox);
    for (const request of payoutRequests(3)) assertOk(await run(another({ provider }).sendPayout(request)));
    expect([lookups(), eventNames().includes("store.behind")]).toEqual([0, false]);
  });

  test("never looks nothing up, and a store that was lost is then saved by the key alone", async () => {
    const setup = clientSetup();
    const { client, another, sandbox, run } = setup;
    const { provider, lookups } = countingLookups(sandbox);
    assertOk(await run(client.sendPayout(payoutRequest())));
    const lost = another({ provider, store: memoryStore(), lookupNew: "never" });
    assertOk(await run(lost.sendPayout(payoutRequest()).orElse(acceptAlreadyPaid)));
    expect([lookups(), sandbox.movements()]).toEqual([0, 1]);
  });

  test("auto asks the store for no reference that can't be one, however a transfer is marked", async () => {
    const { another, sandbox, store, run } = clientSetup();
    sandbox.addTransfer({ recipientId: "acct_other", amount: 1, currency: "usd" });
    const mark = { namespace: "default", reference: "x".repeat(300) };
    const list: SandboxProvider["list"] = (...values) =>
      sandbox.list(...values).map((page) => ({ ...page, transfers: page.transfers.map((transfer) => ({ ...transfer, mark: transfer.mark ?? mark })) }));
    const asked: string[] = [];
    const load: PayoutStore["load"] = (ids) => {
      asked.push(...ids.map(({ reference }) => reference));
      return store.load(ids);
    };
    assertOk(await run(another({ provider: { ...sandbox, list }, store: { ...faultyStore(store, () => null), load } }).sendPayout(payoutRequest())));
    expect(asked).not.toContain(mark.reference);
  });

  test("auto keeps looking up while the provider's history hides what came before", async () => {
    const { another, sandbox, run, eventNames } = clientSetup();
    for (let count = 0; count < 501; count++) sandbox.addTransfer({ recipientId: "acct_other", amount: 1, currency: "usd" });
    const { provider, lookups } = countingLookups(sandbox);
    const client = another({ provider });
    for (const request of payoutRequests(2)) assertOk(await run(client.sendPayout(request)));
    expect(lookups()).toBe(2);
    expect(eventNames()).toContain("store.behind");
  });

  test("of a lookup that fails sends nothing and is told unknown, because it may have been paid before", async () => {
    const { another, sandbox, run } = clientSetup();
    sandbox.nextRead("server_error", { call: "findByReference", times: 100 });
    const error = assertErr(await run(another({ lookupNew: "always" }).sendPayout(payoutRequest())), "API_ERROR");
    expect(error).toMatchObject({ outcome: "unknown", retryable: true });
    expect(sandbox.movements()).toBe(0);
  });
});
