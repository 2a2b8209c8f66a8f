import { describe, expect, test } from "vitest";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { clientSetup, hourMs, payoutRequest, payoutRequests } from "./client-setup.ts";
import { faultyStore } from "./faulty-store.ts";

const nothing = { checked: 0, paid: 0, failed: 0, unknown: 0, review: 0, aborted: false };

describe("recover", () => {
  test("of a store with nothing open checks nothing", async () => {
    const { client, run } = clientSetup();
    assertOk(await run(client.sendPayout(payoutRequest())));
    expect(assertOk(await run(client.recover()))).toEqual(nothing);
  });

  test("settles what was sent and lost its answer, without a second movement", async () => {
    const { client, sandbox, run } = clientSetup({ timeoutMs: 500 });
    sandbox.next("lose_response", { times: 30 });
    for (const request of payoutRequests(3)) assertErr(await run(client.sendPayout(request)), "API_ERROR");
    sandbox.clearScenarios();
    expect(assertOk(await run(client.recover()))).toEqual({ ...nothing, checked: 3, paid: 3 });
    expect(sandbox.movements()).toBe(3);
  });

  test("settles a decline that got lost, and opens no attempt after it", async () => {
    const { client, sandbox, run } = clientSetup({ checkBalance: false, timeoutMs: 500, sandbox: { balance: { usd: 1 } } });
    sandbox.next("lose_response", { times: 20 });
    assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    sandbox.clearScenarios();
    sandbox.addFunds("usd", 1_000_000);
    expect(assertOk(await run(client.recover()))).toEqual({ ...nothing, checked: 1, failed: 1 });
    expect(sandbox.movements()).toBe(0);
  });

  test("never makes a first send of a payout that is only ready", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.next("permission");
    assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    expect(assertOk(await run(client.recover()))).toEqual(nothing);
    expect(sandbox.movements()).toBe(0);
  });

  test("closes a payout as absent only after three empty looks, an hour apart, past the quiet time", async () => {
    const { client, sandbox, clock, run } = clientSetup({ timeoutMs: 500 });
    sandbox.next("lose_request", { times: 20 });
    assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    sandbox.clearScenarios();
    await clock.advance(23 * hourMs);
    const reports = [];
    for (const waitMs of [0, 0, hourMs / 2, hourMs, hourMs]) {
      await clock.advance(waitMs);
      const { unknown, failed } = assertOk(await run(client.recover()));
      reports.push([unknown, failed]);
    }
    expect(reports).toEqual([[1, 0], [1, 0], [1, 0], [1, 0], [0, 1]]);
    expect(assertOk(await run(client.getPayout("2026-11:member_42")))).toMatchObject({ state: "failed", outcome: "not_created" });
  });

  test("reads a lookup that fails as nothing, and never as an absence", async () => {
    const { client, sandbox, clock, run } = clientSetup({ timeoutMs: 500 });
    sandbox.next("lose_response", { times: 20 });
    assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    sandbox.clearScenarios();
    await clock.advance(24 * hourMs);
    sandbox.nextRead("server_error", { call: "findByReference", times: Infinity });
    for (let times = 0; times < 5; times++) {
      await clock.advance(20 * hourMs);
      expect(assertOk(await run(client.recover()))).toEqual({ ...nothing, checked: 1, unknown: 1 });
    }
    sandbox.clearScenarios();
    expect(assertOk(await run(client.recover()))).toEqual({ ...nothing, checked: 1, paid: 1 });
    expect(sandbox.movements()).toBe(1);
  });

  test("leaves to its owner what is being sent now", async () => {
    const { client, another, sandbox, pass, run } = clientSetup();
    sandbox.next("slow", { delayMs: 10_000 });
    const sending = client.sendPayout(payoutRequest());
    await pass(1_000);
    expect(assertOk(await run(another().recover()))).toEqual({ ...nothing, checked: 1, unknown: 1 });
    assertOk(await run(sending));
    expect(sandbox.movements()).toBe(1);
  });

  test("takes over what an owner left on the wire once its lease is over, under the same key", async () => {
    const { another, store, sandbox, clock, run } = clientSetup();
    const lost = another({ store: faultyStore(store, (method, count) => (method === "write" && count > 1 ? "hangs" : null)) });
    assertErr(await run(lost.sendPayout(payoutRequest(), { timeoutMs: 1_000 })), "API_ERROR");
    await clock.advance(600_000);
    expect(assertOk(await run(another().recover()))).toEqual({ ...nothing, checked: 1, paid: 1 });
    expect(sandbox.movements()).toBe(1);
  });

  test("goes through more records than one page of the store holds", async () => {
    const { client, sandbox, run } = clientSetup({ timeoutMs: 200 });
    sandbox.next("lose_response", { times: Infinity });
    await run(Promise.all(payoutRequests(230).map((request) => client.sendPayout(request))));
    sandbox.clearScenarios();
    expect(assertOk(await run(client.recover()))).toEqual({ ...nothing, checked: 230, paid: 230 });
    expect(sandbox.movements()).toBe(230);
  });

  test("fails with API_ERROR where the key is refused or the store can't be listed", async () => {
    const { client, another, store, sandbox, run } = clientSetup({ timeoutMs: 500 });
    sandbox.next("lose_response", { times: 20 });
    await run(client.sendPayout(payoutRequest()));
    sandbox.clearScenarios();
    sandbox.next("authentication", { times: 5 });
    expect(assertErr(await run(client.recover()), "API_ERROR").reason).toBe("authentication");
    sandbox.clearScenarios();
    for (const fault of ["refuses", "throws", "rejects"] as const) {
      const broken = another({ store: faultyStore(store, (method) => (method === "list" ? fault : null)) });
      expect(assertErr(await run(broken.recover()), "API_ERROR").reason).toBe("store_unavailable");
    }
  });

  test("with wrong options is an INVALID_REQUEST", async () => {
    const { client, run } = clientSetup();
    const error = assertErr(await run(client.recover({ timeoutMs: -1 })), "INVALID_REQUEST");
    expect(error.details.issues.map(({ path }) => path)).toEqual(["timeoutMs"]);
  });
});
