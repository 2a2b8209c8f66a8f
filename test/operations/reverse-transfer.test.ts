import { okAsync, ResultAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import type { ReversalRequest } from "../../src/domain/reversal.ts";
import { idempotencyKey } from "../../src/lifecycle/key.ts";
import type { PayoutStore } from "../../src/ports/payout-store.ts";
import type { SandboxScenario } from "../../src/providers/sandbox/scenarios.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { type ClientSetup, type ClientSetupOptions, clientSetup, hourMs, payoutRequest } from "./client-setup.ts";

const reference = "2026-11:member_42:back";
const mark = { namespace: "default", reference };

/** A client that has paid one payout of 2500. */
async function paidSetup(options: ClientSetupOptions = {}) {
  const setup = clientSetup(options);
  const { id: transferId } = assertOk(await setup.run(setup.client.sendPayout(payoutRequest())));
  setup.events.length = 0;
  const back = (changes: Partial<ReversalRequest> = {}, client = setup.client) =>
    setup.run(client.reverseTransfer({ transferId, reference, ...changes }));
  return { ...setup, transferId, back, made: () => madeOf(setup, transferId) };
}

/** What the provider took back under the reference. */
async function madeOf({ sandbox }: ClientSetup, transferId: string): Promise<number[]> {
  return assertOk(await sandbox.reversals.find({ transferId, mark })).reversals.map(({ amount }) => amount);
}

function withLoad(store: PayoutStore, load: PayoutStore["load"]): PayoutStore {
  return {
    ...{ specificationVersion: "v1", name: store.name, processes: store.processes, load },
    write: (writes) => store.write(writes),
    list: (query) => store.list(query),
    readNote: (scope, name) => store.readNote(scope, name),
    writeNote: (scope, name, value) => store.writeNote(scope, name, value),
    close: () => store.close(),
  };
}

describe("reverseTransfer", () => {
  test("takes some of a transfer back, and the payout's record learns of it", async () => {
    const { back, transferId, client, run, sandbox, eventNames } = await paidSetup();
    const reversal = assertOk(await back({ amount: 500 }));
    expect(reversal).toEqual({ id: "trr_sandbox_00000001", transferId, reference, amount: 500, currency: "usd", createdAt: expect.any(Date) });
    expect(sandbox.transfers()).toMatchObject([{ amountReversed: 500, status: "partially_reversed" }]);
    const record = assertOk(await run(client.getPayout("2026-11:member_42")));
    expect(record).toMatchObject({ state: "paid", transfer: { amountReversed: 500, status: "partially_reversed" } });
    expect(eventNames()).toEqual(["reversal.claimed", "reversal.sent", "reversal.made"]);
  });

  test("without an amount takes back what is left, and totals are net of it", async () => {
    const { back, client, run } = await paidSetup();
    assertOk(await back({ amount: 700, reference: "first" }));
    expect(assertOk(await back())).toMatchObject({ amount: 1800 });
    expect(assertOk(await run(client.getTotalPaid()))).toEqual([{ amount: 0, currency: "usd" }]);
    const record = assertOk(await run(client.getPayout("2026-11:member_42")));
    expect(record?.transfer).toMatchObject({ amountReversed: 2500, status: "reversed" });
  });

  test.each([undefined, 500])("repeated with the amount %s gives the first reversal", async (amount) => {
    const { back, made } = await paidSetup();
    const first = assertOk(await back({ amount: 500 }));
    expect(assertOk(await back({ amount }))).toEqual(first);
    expect(await made()).toEqual([500]);
  });

  test("of more than there is, while a twin begins, is a conflict with what the twin may have made", async () => {
    const { another, sandbox, clock, transferId, back, run } = await paidSetup();
    const twin = another();
    let twins: ReturnType<typeof twin.reverseTransfer> | null = null;
    const beginTwin = async (): Promise<void> => {
      sandbox.next("slow", { delayMs: 5_000 });
      twins ??= twin.reverseTransfer({ transferId, reference });
      await clock.sleep(1_000);
    };
    const { reversals } = sandbox;
    const find: typeof reversals.find = (query, call) => reversals.find(query, call).andThrough(() => ResultAsync.fromSafePromise(beginTwin()));
    const late = another({ provider: { ...sandbox, reversals: { ...reversals, find } } });
    const error = assertErr(await back({ amount: 2501 }, late), "INVALID_REQUEST");
    expect([error.reason, error.outcome]).toEqual(["reference_conflict", "unknown"]);
    assertOk(await run(twins ?? twin.reverseTransfer({ transferId, reference })));
  });

  test("of more than there is, while a twin is on the wire and fails, is a conflict and never sent", async () => {
    const { another, client, sandbox, store, transferId, back, pass } = await paidSetup({ sandbox: { latencyMs: 200 } });
    sandbox.next("decline");
    const twin = Promise.resolve(client.reverseTransfer({ transferId, reference, amount: 500 }));
    await pass(300);
    const untilTwinFailed = ResultAsync.fromSafePromise(twin);
    const load: typeof store.load = (ids) => store.load(ids).andThrough(({ entries: [record] }) => (record?.state === "sending" ? untilTwinFailed : okAsync(null)));
    const error = assertErr(await back({ amount: 2501 }, another({ store: withLoad(store, load) })), "INVALID_REQUEST");
    expect([error.reason, error.outcome]).toEqual(["reference_conflict", "unknown"]);
    expect(assertErr(await twin).code).toBe("TRANSFER_FAILED");
  });

  test("of all that is left, repeated, gives the first reversal", async () => {
    const { back, made } = await paidSetup();
    const first = assertOk(await back());
    expect(assertOk(await back())).toEqual(first);
    expect(await made()).toEqual([2500]);
  });

  test("called twenty times at once takes the money back once", async () => {
    const { back, made, another } = await paidSetup();
    const clients = Array.from({ length: 4 }, () => another());
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => back({}, clients[index % 4])));
    expect(new Set(results.map((result) => assertOk(result).id)).size).toBe(1);
    expect(await made()).toEqual([2500]);
  });

  test.each<SandboxScenario>(["lose_response", "lose_request", "unreadable", "server_error_executed", "rate_limit"])(
    "after %s takes the money back once",
    async (scenario) => {
      const { back, made, sandbox } = await paidSetup();
      sandbox.next(scenario, { reference });
      expect(assertOk(await back({ amount: 500 }))).toMatchObject({ amount: 500 });
      expect(sandbox.waitingScenarios()).toEqual([]);
      expect(await made()).toEqual([500]);
    },
  );

  test("after a decline tells it, and a later call may take back another amount under the next key", async () => {
    const { back, made, sandbox } = await paidSetup();
    sandbox.next("insufficient_balance", { reference });
    const error = assertErr(await back({ amount: 500 }), "INSUFFICIENT_BALANCE");
    expect(error).toMatchObject({ outcome: "not_created", reference, details: { required: 500, currency: "usd" } });
    expect(assertOk(await back({ amount: 600 }))).toMatchObject({ amount: 600 });
    expect(await made()).toEqual([600]);
  });

  test("refused for another reason is TRANSFER_FAILED", async () => {
    const { back, sandbox } = await paidSetup();
    sandbox.next("decline", { reference, providerCode: "frozen" });
    expect(assertErr(await back(), "TRANSFER_FAILED")).toMatchObject({ outcome: "not_created", details: { providerCode: "frozen" } });
  });

  test.each(["amount", "transferId"] as const)("with another %s under the same reference is a conflict", async (field) => {
    const { back, made, client, run } = await paidSetup();
    const other = assertOk(await run(client.sendPayout(payoutRequest({ reference: "other" }))));
    assertOk(await back({ amount: 500 }));
    const error = assertErr(await back({ amount: 500, [field]: field === "amount" ? 501 : other.id }), "INVALID_REQUEST");
    expect(error).toMatchObject({ reason: "reference_conflict", outcome: "created", details: { issues: [{ path: field }] } });
    expect(await made()).toEqual([500]);
  });

  test("that failed can't take back another transfer under the same reference", async () => {
    const { back, client, run, sandbox } = await paidSetup();
    const other = assertOk(await run(client.sendPayout(payoutRequest({ reference: "other" }))));
    sandbox.next("decline", { reference });
    assertErr(await back(), "TRANSFER_FAILED");
    expect(assertErr(await back({ transferId: other.id }), "INVALID_REQUEST")).toMatchObject({ reason: "reference_conflict" });
  });

  test("of more than is left names the rest and sends nothing", async () => {
    const { back, made } = await paidSetup();
    assertOk(await back({ amount: 2000, reference: "first" }));
    const error = assertErr(await back({ amount: 501 }), "INVALID_REQUEST");
    expect(error).toMatchObject({ outcome: "not_created", details: { issues: [{ path: "amount" }] } });
    expect(error.message).toContain("500 of");
    expect(await made()).toEqual([]);
  });

  test.each<[string, object]>([
    ["reference", { reference: "" }],
    ["transferId", { transferId: 7 }],
    ["amount", { amount: 0 }],
    ["amount", { amount: 1.5 }],
    ["amount", { amount: null }],
  ])("with a wrong %s is INVALID_REQUEST: %o", async (path, changes) => {
    const { client, run } = clientSetup();
    const request = { transferId: "tr_sandbox_00000001", reference, ...changes };
    const error = assertErr(await run(client.reverseTransfer(request)), "INVALID_REQUEST");
    expect(error).toMatchObject({ outcome: "not_created", details: { issues: [{ path }] } });
  });

  test("of a transfer that nobody has is not_found", async () => {
    const { client, run } = clientSetup();
    const error = assertErr(await run(client.reverseTransfer({ transferId: "tr_none", reference })), "API_ERROR");
    expect(error).toMatchObject({ reason: "not_found", outcome: "not_created" });
  });

  test("is refused where the provider can't take transfers back", async () => {
    const { another, back, sandbox } = await paidSetup();
    const error = assertErr(await back({}, another({ provider: { ...sandbox, reversals: undefined } })), "INVALID_REQUEST");
    expect(error).toMatchObject({ outcome: "not_created", details: { issues: [{ path: "transferId" }] } });
  });

  test.each([undefined, 500])("finds its reversal at the provider after the store was lost (amount %s)", async (amount) => {
    const { back, made, another } = await paidSetup();
    const first = assertOk(await back({ amount: 500 }));
    expect(assertOk(await back({ amount }, another({ store: memoryStore() })))).toEqual(first);
    expect(await made()).toEqual([500]);
  });

  test("finds a reversal of the whole at the provider after the store was lost", async () => {
    const { back, made, another } = await paidSetup();
    const first = assertOk(await back());
    expect(assertOk(await back({ amount: 2500 }, another({ store: memoryStore() })))).toEqual(first);
    expect(await made()).toEqual([2500]);
  });

  test("whose process died on the wire is settled by recover, under the same key", async () => {
    const { client, another, transferId, made, sandbox, clock, pass, run, store } = await paidSetup();
    const dying = another({ provider: { ...sandbox, reversals: { ...sandbox.reversals, create: neverAnswers(sandbox) } } });
    void dying.reverseTransfer({ transferId, reference, amount: 500 });
    await pass(1000);
    await clock.advance(300_000);
    expect(assertOk(await run(client.recover()))).toMatchObject({ checked: 1, paid: 1 });
    expect(await made()).toEqual([500]);
    const record = assertOk(await run(client.getPayout("2026-11:member_42")));
    expect(record?.transfer).toMatchObject({ amountReversed: 500 });
    const id = { kind: "reversal", mode: `test:${assertOk(await sandbox.identify()).account}`, namespace: "default", reference } as const;
    const [kept] = assertOk(await store.load([id])).entries;
    expect(kept).toMatchObject({ state: "paid", targetTransferId: transferId, recipientId: "acct_maya", attempts: [{ key: idempotencyKey(id, 1) }] });
  });

  test("that nobody sent is never made by recover", async () => {
    const { back, client, run, sandbox, made } = await paidSetup();
    sandbox.next("permission", { reference });
    assertErr(await back({ amount: 500 }), "API_ERROR");
    expect(assertOk(await run(client.recover()))).toMatchObject({ checked: 0 });
    expect(await made()).toEqual([]);
  });

  test("whose key expired is looked up and never sent again", async () => {
    const { back, clock, sandbox, made, events } = await paidSetup();
    sandbox.next("lose_response", { reference, times: 100 });
    expect(assertErr(await back({ amount: 500 }), "API_ERROR").outcome).toBe("unknown");
    sandbox.clearScenarios();
    await clock.advance(25 * hourMs);
    events.length = 0;
    expect(assertOk(await back({ amount: 500 }))).toMatchObject({ amount: 500 });
    expect(events.map(({ type }) => type)).not.toContain("reversal.sent");
    expect(await made()).toEqual([500]);
  });

  test("whose request got lost for good is closed as absent after its key expired, and made anew by a call", async () => {
    const { client, back, run, clock, sandbox, made } = await paidSetup();
    sandbox.next("lose_request", { reference, times: 100 });
    assertErr(await back({ amount: 500 }), "API_ERROR");
    sandbox.clearScenarios();
    await clock.advance(25 * hourMs);
    for (let look = 0; look < 3; look += 1) {
      assertOk(await run(client.recover()));
      await clock.advance(2 * hourMs);
    }
    expect(await made()).toEqual([]);
    expect(assertOk(await back({ amount: 500 }))).toMatchObject({ amount: 500 });
    expect(await made()).toEqual([500]);
  });

  test("keeps a reference of its own beside a payout's", async () => {
    const { back, client, run } = await paidSetup();
    assertOk(await back({ amount: 500, reference: "2026-11:member_42" }));
    expect(assertOk(await run(client.getPayout("2026-11:member_42")))).toMatchObject({ amount: 2500 });
  });
});

/** A create that reaches the provider and whose answer never comes back to this process. */
function neverAnswers({ reversals }: ClientSetup["sandbox"]): typeof reversals.create {
  type Answer = Awaited<ReturnType<typeof reversals.create>>;
  return (command) => new ResultAsync((async (): Promise<Answer> => {
    await reversals.create(command);
    return new Promise<Answer>(() => undefined);
  })());
}
