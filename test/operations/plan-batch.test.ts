import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { clientSetup, payoutRequest, payoutRequests } from "./client-setup.ts";

describe("planBatch", () => {
  test("adds up what would be sent beside the balance, and sends nothing", async () => {
    const { client, sandbox, run } = clientSetup({ sandbox: { balance: { usd: 6000, eur: 500 } }, minimums: { usd: 100 } });
    assertOk(await run(client.sendPayout(payoutRequest({ reference: "r0", amount: 1000 }))));
    const rows = [
      payoutRequest({ reference: "r0", amount: 1000 }),
      payoutRequest({ reference: "r1" }),
      payoutRequest({ reference: "r2", amount: 3000, recipientId: "acct_noah" }),
      payoutRequest({ reference: "r2", amount: 3000, recipientId: "acct_noah" }),
      payoutRequest({ reference: "r2", amount: 1 }),
      payoutRequest({ reference: "small", amount: 99 }),
      payoutRequest({ reference: "euros", currency: "eur", amount: 400 }),
      payoutRequest({ reference: "wrong", amount: -1 }),
      payoutRequest({ reference: "r0", amount: 7, currency: "eur" }),
    ];
    const plan = assertOk(await run(client.planBatch(rows)));
    expect(plan).toMatchObject({ total: 9, toSend: 3, alreadyPaid: 1, open: 0, duplicates: 1, recipientCount: 2 });
    expect(plan.currencies).toEqual([
      { currency: "eur", count: 1, required: 400, available: 500, shortfall: 0 },
      { currency: "usd", count: 2, required: 5500, available: 5000, shortfall: 500 },
    ]);
    const problems = plan.problems.toSorted((left, right) => left.index - right.index);
    expect(problems.map(({ index, error }) => [index, error.code])).toEqual([
      [4, "INVALID_REQUEST"], [5, "BELOW_MINIMUM_THRESHOLD"], [7, "INVALID_REQUEST"], [8, "INVALID_REQUEST"],
    ]);
    expect(sandbox.movements()).toBe(1);
  });

  test("knows what a lost store would pay again", async () => {
    const { client, another, run } = clientSetup();
    for (const request of payoutRequests(3)) assertOk(await run(client.sendPayout(request)));
    const plan = assertOk(await run(another({ store: memoryStore() }).planBatch(payoutRequests(5))));
    expect(plan).toMatchObject({ total: 5, toSend: 2, alreadyPaid: 3 });
  });

  test("counts what an earlier run left open as open", async () => {
    const { client, sandbox, run } = clientSetup({ timeoutMs: 500 });
    sandbox.next("lose_response", { times: 20 });
    await run(client.sendPayout(payoutRequest()));
    expect(assertOk(await run(client.planBatch([payoutRequest()])))).toMatchObject({ toSend: 0, open: 1 });
  });

  test("keeps only so many problems", async () => {
    const { client, run } = clientSetup();
    const plan = assertOk(await run(client.planBatch(payoutRequests(7, { amount: 0 }), { maxProblems: 3 })));
    expect([plan.problems.length, plan.problemsOmitted]).toEqual([3, 4]);
  });

  test("of rows that can't be read to their end is an INVALID_REQUEST that says where", async () => {
    const { client, run } = clientSetup();
    async function* rows() {
      yield* payoutRequests(2);
      throw new Error("torn");
    }
    const error = assertErr(await run(client.planBatch(rows())), "INVALID_REQUEST");
    expect(error.details.issues.map(({ path }) => path)).toEqual(["payouts[2]"]);
  });

  test("whose sum is too large is an INVALID_REQUEST", async () => {
    const { client, run } = clientSetup();
    assertErr(await run(client.planBatch(payoutRequests(2, { amount: Number.MAX_SAFE_INTEGER }))), "INVALID_REQUEST");
  });

  test("that is aborted is told so", async () => {
    const { client, run } = clientSetup();
    const error = assertErr(await run(client.planBatch(payoutRequests(2), { signal: AbortSignal.abort() })), "API_ERROR");
    expect(error).toMatchObject({ reason: "aborted", outcome: "not_created" });
  });

  test("that takes longer than its timeoutMs is told so", async () => {
    const { client, run } = clientSetup();
    async function* rows() {
      yield payoutRequest();
      await new Promise(() => undefined);
    }
    const error = assertErr(await run(client.planBatch(rows(), { timeoutMs: 1000 })), "API_ERROR");
    expect(error).toMatchObject({ reason: "timeout", outcome: "not_created" });
  });

  test("checks each recipient once where that is asked for, and never otherwise", async () => {
    const { client, sandbox, run } = clientSetup({ sandbox: { recipients: { acct_closed: "closed" } } });
    const rows = [...payoutRequests(3), ...payoutRequests(5, { recipientId: "acct_closed" }).slice(3)];
    expect(assertOk(await run(client.planBatch(rows)))).toMatchObject({ toSend: 5, problems: [] });
    const plan = assertOk(await run(client.planBatch(rows, { checkRecipients: true })));
    expect(plan).toMatchObject({ toSend: 3, recipientCount: 1 });
    expect(plan.problems.map(({ index, reference, error }) => [index, reference, error.code])).toEqual([
      [3, "r3", "INVALID_RECIPIENT"], [4, "r4", "INVALID_RECIPIENT"],
    ]);
    expect(sandbox.movements()).toBe(0);
  });

  test("finds repeats over many pages", async () => {
    const { client, run } = clientSetup();
    const rows = [...payoutRequests(1200), ...payoutRequests(30), ...payoutRequests(3, { amount: 1 })];
    const plan = assertOk(await run(client.planBatch(rows)));
    expect(plan).toMatchObject({ total: 1233, toSend: 1200, duplicates: 30, recipientCount: 1 });
    expect(plan.problems.map(({ index }) => index)).toEqual([1230, 1231, 1232]);
  });

  test("of nothing plans nothing", async () => {
    const { client, run } = clientSetup();
    expect(assertOk(await run(client.planBatch([])))).toMatchObject({ total: 0, currencies: [], problems: [] });
  });

  test.each([undefined, null, "rows", 7, {}])("of %j is an INVALID_REQUEST", async (wrong) => {
    const { client, run } = clientSetup();
    const call: ReturnType<typeof client.planBatch> = Reflect.apply(client.planBatch, client, [wrong]);
    expect(assertErr(await run(call), "INVALID_REQUEST").details.issues.map(({ path }) => path)).toEqual(["payouts"]);
  });
});
