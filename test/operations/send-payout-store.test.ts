import { ResultAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import type { PayoutError } from "../../src/domain/errors.ts";
import type { PayoutStore, RecordWrite } from "../../src/ports/payout-store.ts";
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
    await run(client.sendPayout(payoutRequest()));
    await clock.advance(600_000);
    assertOk(await run(client.sendPayout(payoutRequest()).orElse(acceptAlreadyPaid)));
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

  test("with a claim that reaches the store minutes later has withdrawn it by then, so that nobody sends it", async () => {
    const { another, store, sandbox, clock, run } = clientSetup();
    const late: (readonly RecordWrite[])[] = [];
    const losing = faultyStore(store, (method, count) => (method === "write" && count === 1 ? "loses" : null));
    const write: PayoutStore["write"] = (writes) => {
      late.push(writes);
      return losing.write(writes);
    };
    assertErr(await run(another({ store: { ...losing, write } }).sendPayout(payoutRequest())), "API_ERROR");
    const [claim = []] = late;
    expect(assertOk(await store.write(claim)).entries).toMatchObject([{ written: false, current: { state: "ready" } }]);
    await clock.advance(600_000);
    expect(assertOk(await run(another().recover()))).toMatchObject({ checked: 0 });
    expect(sandbox.movements()).toBe(0);
    assertOk(await run(another().sendPayout(payoutRequest())));
    expect(sandbox.movements()).toBe(1);
  });

  test("with a claim that was kept and never answered for gives it back", async () => {
    const { another, store, sandbox, run } = clientSetup();
    const keeping = faultyStore(store, (method, count) => (method === "write" && count === 1 ? "keeps" : null));
    assertErr(await run(another({ store: keeping }).sendPayout(payoutRequest())), "API_ERROR");
    expect(assertOk(await run(another().getPayout(payoutRequest().reference)))).toMatchObject({ state: "ready" });
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

describe("sendPayout where a call of the store is answered much too late", () => {
  test.each([1, 2])("at write %i is told unknown or ok, and what lands late does no harm", async (slow) => {
    const { another, store, sandbox, clock, run } = clientSetup();
    const late = lateWrites(store, slow);
    const told = await run(another({ store: late.store }).sendPayout(payoutRequest(), { timeoutMs: 300_000 }));
    expect(told.match(() => "created", (error: PayoutError) => error.outcome)).toBe(slow === 1 ? "unknown" : "created");
    const other = another();
    if (slow === 1) assertOk(await run(other.sendPayout(payoutRequest())));
    const before = assertOk(await run(other.getPayout("2026-11:member_42")));
    await late.land();
    await clock.advance(600_000);
    assertOk(await run(other.recover()));
    expect(assertOk(await run(other.getPayout("2026-11:member_42")))).toEqual(before);
    expect(before?.state).toBe("paid");
    expect(sandbox.movements()).toBe(1);
  });

  test("doesn't hold up what the same client pays after it", async () => {
    const { another, store, sandbox, run } = clientSetup();
    const client = another({ store: faultyStore(store, (method, count) => (method === "write" && count === 1 ? "hangs" : null)) });
    const [first, second] = await run(
      Promise.all([client.sendPayout(payoutRequest({ reference: "first" })), client.sendPayout(payoutRequest({ reference: "second" }))]),
    );
    const others = await run(client.sendPayout(payoutRequest({ reference: "third" })));
    expect([first, second].map((told) => assertErr(told))).toMatchObject([{ outcome: "unknown" }, { outcome: "unknown" }]);
    assertOk(others);
    expect(sandbox.movements()).toBe(1);
  });
});

/** A store whose write of that number isn't answered, and lands only when it is told to. */
function lateWrites(inner: PayoutStore, slow: number): { readonly store: PayoutStore; land(): Promise<void> } {
  const waiting: (() => ReturnType<PayoutStore["write"]>)[] = [];
  let count = 0;
  const write: PayoutStore["write"] = (writes) => {
    count += 1;
    if (count !== slow) return inner.write(writes);
    waiting.push(() => inner.write(writes));
    return new ResultAsync(new Promise(() => {}));
  };
  return {
    store: { ...faultyStore(inner, () => null), write },
    land: async () => {
      for (const call of waiting) await call();
    },
  };
}
