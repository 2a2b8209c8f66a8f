import { ResultAsync } from "neverthrow";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { isObject } from "../../src/domain/payout-request.ts";
import type { StoredRecord } from "../../src/ports/payout-store.ts";
import type { ProviderEvent } from "../../src/ports/provider-event.ts";
import type { CreateTransfer, ProviderTransfer } from "../../src/ports/transfer-provider.ts";
import { stripeWebhook } from "../../src/providers/stripe/index.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { type ClientSetup, clientSetup, hourMs, payoutRequest } from "./client-setup.ts";
import { onCreate, stripeRequest, stripeSetup } from "./stripe-setup.ts";

const { reference } = payoutRequest();
const scope = { kind: "payout", namespace: "default" } as const;

/** The transfer of a payout that somebody's client made. */
function transferAt(setup: ClientSetup, index = 0): ProviderTransfer {
  const transfer = setup.sandbox.transfers()[index];
  if (transfer === undefined) throw new Error(`there is no transfer ${index}`);
  return transfer;
}

function eventOf(transfer: ProviderTransfer | null, changes: Partial<ProviderEvent> = {}): ProviderEvent {
  return { id: "evt_1", type: "transfer.created", createdAtMs: 0, account: null, mode: "test", transfer, ...changes };
}

async function accountOf({ sandbox }: ClientSetup): Promise<string> {
  return assertOk(await sandbox.identify()).account;
}

async function stored(setup: ClientSetup): Promise<StoredRecord | null> {
  const mode = `test:${await accountOf(setup)}`;
  return assertOk(await setup.store.load([{ ...scope, mode, reference }])).entries[0] ?? null;
}

/** Puts a record into another state, as a crash or an older version would have left it. */
async function rewrite(setup: ClientSetup, change: (record: StoredRecord) => Partial<StoredRecord>): Promise<void> {
  const record = await stored(setup);
  if (record === null) throw new Error("there is no record");
  const write = { record: { ...record, ...change(record), revision: "rewritten" }, replaces: record.revision };
  assertOk(await setup.store.write([write]));
}

/** Makes a second transfer that bears the same mark, past every protection. */
async function payBehindBack(setup: ClientSetup, amount = 2500): Promise<ProviderTransfer> {
  const payout = { ...payoutRequest({ amount }), namespace: "default", description: null, metadata: {} };
  const prepared = assertOk(setup.sandbox.prepare(payout));
  return assertOk(await setup.sandbox.create({ idempotencyKey: `behind ${amount}`, prepared })).transfer;
}

async function paidSetup(): Promise<ClientSetup> {
  const setup = clientSetup();
  assertOk(await setup.run(setup.client.sendPayout(payoutRequest())));
  return setup;
}

describe("applyEvent settles", () => {
  test("an unknown payout as paid, and a repeat changes nothing", async () => {
    const setup = clientSetup();
    setup.sandbox.next("lose_response", { times: 50 });
    assertErr(await setup.run(setup.client.sendPayout(payoutRequest(), { timeoutMs: 1000 })));
    const event = eventOf(transferAt(setup));
    const applied = assertOk(await setup.run(setup.client.applyEvent(event)));
    expect(applied).toMatchObject({ applied: true, payout: { state: "paid", transfer: { id: transferAt(setup).id } } });
    expect(assertOk(await setup.run(setup.client.applyEvent(event)))).toMatchObject({ applied: false, payout: { state: "paid" } });
    expect(setup.sandbox.movements()).toBe(1);
  });

  test("a payout before its own answer comes, and the answer then agrees", async () => {
    const setup = clientSetup();
    let release = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      release = resolve;
    });
    const held = async (command: CreateTransfer) => {
      const created = await setup.sandbox.create(command);
      await answered;
      return created;
    };
    const client = setup.another({ provider: { ...setup.sandbox, create: (command) => new ResultAsync(held(command)) } });
    const sending = client.sendPayout(payoutRequest());
    while (setup.sandbox.movements() === 0) await setup.clock.advance(1);
    const applied = assertOk(await setup.run(client.applyEvent(eventOf(transferAt(setup)))));
    expect(applied).toMatchObject({ applied: true, payout: { state: "paid" } });
    release();
    expect(assertOk(await setup.run(sending)).id).toBe(transferAt(setup).id);
    expect(setup.eventNames().filter((name) => name.startsWith("alarm"))).toEqual([]);
    expect(setup.sandbox.movements()).toBe(1);
  });

  test.each(["ready", "sending", "unknown", "reconciling", "canceled", "review"] as const)("a payout that is %s as paid, without an alarm", async (state) => {
    const setup = await paidSetup();
    await rewrite(setup, () => ({ state, transfer: null }));
    expect(assertOk(await setup.run(setup.client.applyEvent(eventOf(transferAt(setup)))))).toMatchObject({ applied: true, payout: { state: "paid" } });
    expect(setup.eventNames().filter((name) => name.startsWith("alarm"))).toEqual([]);
  });

  test("a failed payout as paid, with an alarm", async () => {
    const setup = await paidSetup();
    await rewrite(setup, () => ({ state: "failed", transfer: null }));
    assertOk(await setup.run(setup.client.applyEvent(eventOf(transferAt(setup)))));
    expect((await stored(setup))?.state).toBe("paid");
    expect(setup.eventNames()).toContain("alarm.failed_payout_was_paid");
  });

  test("a reference that the store doesn't know as paid by the provider's transfer", async () => {
    const setup = await paidSetup();
    const fresh = setup.another({ store: memoryStore() });
    const applied = assertOk(await setup.run(fresh.applyEvent(eventOf(transferAt(setup)))));
    expect(applied).toMatchObject({ applied: true, payout: { state: "paid", reference, amount: 2500, attempts: [] } });
    expect(assertErr(await setup.run(fresh.sendPayout(payoutRequest()))).code).toBe("ALREADY_PAID");
  });

  test("what was taken back, and never less than that", async () => {
    const setup = await paidSetup();
    const { id } = transferAt(setup);
    const early = setup.sandbox.reverse(id, 500);
    const late = setup.sandbox.reverse(id, 700);
    const reversed = eventOf(late, { type: "transfer.reversed" });
    expect(assertOk(await setup.run(setup.client.applyEvent(reversed)))).toMatchObject({ applied: true, payout: { transfer: { amountReversed: 1200, status: "partially_reversed" } } });
    for (const transfer of [early, { ...late, amountReversed: 0 }]) {
      expect(assertOk(await setup.run(setup.client.applyEvent(eventOf(transfer))))).toMatchObject({ applied: false, payout: { transfer: { amountReversed: 1200 } } });
    }
  });
});

describe("applyEvent raises an alarm and leaves what is paid alone", () => {
  test.each([2500, 2600])("for another transfer of %i under the same mark", async (amount) => {
    const setup = await paidSetup();
    const second = await payBehindBack(setup, amount);
    const before = await stored(setup);
    expect(assertOk(await setup.run(setup.client.applyEvent(eventOf(second))))).toMatchObject({ applied: false, payout: { state: "paid" } });
    expect(await stored(setup)).toEqual(before);
    const alarm = setup.events.find(({ type }) => type === "alarm.duplicate_transfer");
    expect(alarm).toMatchObject({ transferIds: [transferAt(setup).id, second.id] });
  });

  test("for another transfer of a payout that was itself adopted", async () => {
    const setup = await paidSetup();
    await rewrite(setup, () => ({ attempts: [] }));
    const before = await stored(setup);
    assertOk(await setup.run(setup.client.applyEvent(eventOf(await payBehindBack(setup, 2600)))));
    expect(await stored(setup)).toEqual(before);
    expect(setup.eventNames()).toContain("alarm.duplicate_transfer");
  });
});

test("applyEvent puts an open payout under review if its mark stands on a transfer with other parameters", async () => {
  const setup = clientSetup();
  setup.sandbox.next("lose_request", { times: 50 });
  assertErr(await setup.run(setup.client.sendPayout(payoutRequest(), { timeoutMs: 1000 })));
  const other = await payOther(setup);
  expect(assertOk(await setup.run(setup.client.applyEvent(eventOf(other))))).toMatchObject({ applied: true, payout: { state: "review" } });
  expect(setup.eventNames()).toContain("alarm.parameters_differ");
});

async function payOther(setup: ClientSetup): Promise<ProviderTransfer> {
  setup.sandbox.clearScenarios();
  return payBehindBack(setup, 2600);
}

describe("applyEvent changes nothing", () => {
  test("for an event of another account, mode or namespace, without a mark or without a transfer", async () => {
    const setup = await paidSetup();
    const store = memoryStore();
    const fresh = setup.another({ store });
    const transfer = transferAt(setup);
    const foreign = [
      eventOf(transfer, { account: "acct_somebody_else" }),
      eventOf({ ...transfer, mode: "live" }),
      eventOf({ ...transfer, mode: null }, { mode: "live" }),
      eventOf({ ...transfer, mark: { namespace: "other", reference } }),
      eventOf({ ...transfer, mark: { namespace: "default", reference: "a\u0000b" } }),
      eventOf({ ...transfer, mark: null }),
      eventOf(null, { type: "other" }),
    ];
    for (const event of foreign) {
      expect(assertOk(await setup.run(fresh.applyEvent(event)))).toEqual({ applied: false, payout: null });
    }
    const query = { scope: { ...scope, mode: `test:${await accountOf(setup)}` }, states: ["paid", "review"] as const, after: null, limit: 10 };
    expect(assertOk(await store.list(query)).entries).toEqual([]);
  });

  test("for a transfer that the provider doesn't know or shows without this mark", async () => {
    const setup = await paidSetup();
    const mark = { namespace: "default", reference: "2026-11:nobody" };
    const foreign = setup.sandbox.addTransfer({ recipientId: "acct_maya", amount: 2500, currency: "usd" });
    for (const transfer of [{ ...transferAt(setup), id: "tr_nobody", mark }, { ...foreign, mark }, { ...transferAt(setup), mark }]) {
      expect(assertOk(await setup.run(setup.client.applyEvent(eventOf(transfer))))).toEqual({ applied: false, payout: null });
      expect(assertOk(await setup.client.getPayout(mark.reference))).toBeNull();
    }
  });

  test("where the provider can't be asked, and says so", async () => {
    const setup = await paidSetup();
    const fresh = setup.another({ store: memoryStore() });
    setup.sandbox.nextRead("permission", { call: "get" });
    expect(assertErr(await setup.run(fresh.applyEvent(eventOf(transferAt(setup)))), "API_ERROR").reason).toBe("permission");
    expect(assertOk(await fresh.getPayout(reference))).toBeNull();
  });

  test("for what is no event, and says so", async () => {
    const { client } = clientSetup();
    const hostile = Object.defineProperty({}, "id", { enumerable: true, get: () => { throw new Error("no"); } });
    for (const value of [undefined, null, 7, [], {}, { id: "evt_1" }, { id: "evt_1", transfer: {} }, hostile]) {
      const result: ReturnType<typeof client.applyEvent> = Reflect.apply(client.applyEvent, client, [value]);
      expect(assertErr(await result, "INVALID_REQUEST").details.issues[0]?.path).toBe("event");
    }
  });
});

test("applyEvent asks the provider nothing if the store knows it all", async () => {
  const setup = await paidSetup();
  setup.sandbox.nextRead("permission", { call: "get" });
  assertOk(await setup.run(setup.client.applyEvent(eventOf(transferAt(setup)))));
  expect(setup.sandbox.waitingScenarios()).toHaveLength(1);
});

test("applyEvent that fills a gap of the store lets new references be looked up from then on", async () => {
  const setup = await paidSetup();
  const store = memoryStore();
  const fresh = setup.another({ store });
  assertOk(await setup.run(fresh.applyEvent(eventOf(transferAt(setup)))));
  await setup.clock.advance(hourMs);
  assertOk(await setup.run(fresh.sendPayout(payoutRequest({ reference: "another" }))));
  expect(setup.eventNames()).toContain("store.behind");
});

test("a Stripe delivery settles a payout whose answer was lost, from its bytes to the record", async () => {
  await using setup = await stripeSetup();
  const { stripe, client, clock } = setup;
  stripe.addFault({ name: "lose_response", times: 50, ...onCreate });
  const failed = assertErr(await setup.run(client.sendPayout(stripeRequest(), { timeoutMs: 500 })));
  expect(failed.outcome).toBe("unknown");
  stripe.clearFaults();
  const read = await fetch(`${stripe.url}/v1/transfers`, { headers: { authorization: `Bearer ${stripe.apiKey}` } });
  const list: unknown = await read.json();
  const object = isObject(list) && Array.isArray(list["data"]) ? list["data"][0] : null;
  const payload = JSON.stringify({ id: "evt_1", object: "event", type: "transfer.created", created: 0, livemode: false, data: { object } });
  const signing = { payload, secret: "whsec_1", timestamp: Math.floor(clock.now() / 1000) };
  const signature = new Stripe("sk_test_offline").webhooks.generateTestHeaderString(signing);
  const webhook = stripeWebhook({ secret: "whsec_1", clock });
  const applied = webhook.parse(Buffer.from(payload), signature).andThen((event) => client.applyEvent(event));
  expect(assertOk(await setup.run(applied))).toMatchObject({ applied: true, payout: { state: "paid", reference } });
  expect(stripe.movements).toHaveLength(1);
});
