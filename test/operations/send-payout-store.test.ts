import { describe, expect, test } from "vitest";
import type { PayoutError } from "../../src/domain/errors.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { acceptAlreadyPaid } from "../../src/operations/accept-already-paid.ts";
import { clientSetup, payoutRequest } from "./client-setup.ts";
import { faultyStore, storeFaults } from "./faulty-store.ts";

const calls = [
  ...[1, 2, 3].map((count) => ({ method: "write", count })),
  ...[1, 2].flatMap((count) => ["readNote", "writeNote"].map((method) => ({ method, count }))),
  { method: "load", count: 1 },
];
const cases = storeFaults.flatMap((fault) => calls.map((call) => ({ fault, ...call })));

describe("sendPayout where the store fails once", () => {
  test.each(cases)("$fault at $method $count tells the truth, and a later call settles it", async ({ fault, method, count }) => {
    const { sandbox, store, another, clock, run } = clientSetup({ timeoutMs: 5_000 });
    const faulty = faultyStore(store, (called, number) => (called === method && number === count ? fault : null));
    const client = another({ store: faulty });
    const told = await run(client.sendPayout(payoutRequest()));
    const outcome = told.match(() => "created", (error: PayoutError) => error.outcome);
    if (outcome === "created") expect(sandbox.movements()).toBe(1);
    await clock.advance(600_000);
    if (outcome === "not_created") expect(sandbox.movements()).toBe(0);
    // What hangs for ever holds its own client up, and nobody else.
    const later = fault === "hangs" ? another() : client;
    await run(later.sendPayout(payoutRequest()));
    await clock.advance(600_000);
    assertOk(await run(later.sendPayout(payoutRequest()).orElse(acceptAlreadyPaid)));
    expect(sandbox.movements()).toBe(1);
  });
});

describe("sendPayout where the store fails for good", () => {
  test("before the claim is told store_unavailable and not_created", async () => {
    const { another, store, sandbox, run } = clientSetup();
    const client = another({ store: faultyStore(store, (method) => (method === "write" ? "refuses" : null)) });
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    expect(error).toMatchObject({ reason: "store_unavailable", outcome: "not_created", retryable: true });
    expect(sandbox.movements()).toBe(0);
  });

  test("with a claim whose commit went unanswered is told unknown and sends nothing", async () => {
    const { another, store, sandbox, run } = clientSetup();
    const client = another({ store: faultyStore(store, (method) => (method === "write" ? "loses" : null)) });
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    expect(error).toMatchObject({ reason: "store_unavailable", outcome: "unknown" });
    expect(sandbox.movements()).toBe(0);
  });

  test("after the money has moved is ok with an alarm, and the record stays recoverable", async () => {
    const { another, store, sandbox, clock, run, events } = clientSetup();
    const client = another({ store: faultyStore(store, (method, count) => (method === "write" && count > 1 ? "refuses" : null)) });
    const transfer = assertOk(await run(client.sendPayout(payoutRequest())));
    expect(events.map(({ type }) => type)).toContain("store.behind");
    await clock.advance(600_000);
    const healthy = another();
    expect(assertOk(await run(healthy.recover()))).toMatchObject({ checked: 1, paid: 1 });
    const record = assertOk(await run(healthy.getPayout("2026-11:member_42")));
    expect(record?.transfer?.id).toBe(transfer.id);
    expect(sandbox.movements()).toBe(1);
  });

  test("after the provider declined is told unknown, because the decline couldn't be kept", async () => {
    const { another, store, sandbox, clock, run } = clientSetup();
    const client = another({ store: faultyStore(store, (method, count) => (method === "write" && count > 1 ? "refuses" : null)) });
    sandbox.next("decline");
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    expect(error).toMatchObject({ reason: "store_unavailable", outcome: "unknown" });
    await clock.advance(600_000);
    assertErr(await run(another().sendPayout(payoutRequest())), "TRANSFER_FAILED");
    expect(sandbox.movements()).toBe(0);
  });

  test("closed is told store_unavailable", async () => {
    const store = memoryStore();
    const { client, run } = clientSetup({ store });
    assertOk(await store.close());
    const error = assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    expect(error.reason).toBe("store_unavailable");
  });
});
