import { describe, expect, test } from "vitest";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { clientSetup, payoutRequest } from "./client-setup.ts";
import { faultyStore } from "./faulty-store.ts";

const reference = "2026-11:member_42";

describe("cancelPayout", () => {
  test("calls off what was turned away before it was sent, and tells the listener", async () => {
    const { client, sandbox, run, eventNames } = clientSetup();
    sandbox.next("permission");
    assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    const record = assertOk(await run(client.cancelPayout(reference)));
    expect(record).toMatchObject({ state: "canceled", outcome: "not_created" });
    expect(eventNames().at(-1)).toBe("payout.canceled");
    expect(assertOk(await run(client.recover())).checked).toBe(0);
    expect(sandbox.movements()).toBe(0);
  });

  test("is undone by a new call, which pays under a new attempt", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.next("permission");
    assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    assertOk(await run(client.cancelPayout(reference)));
    assertOk(await run(client.sendPayout(payoutRequest({ amount: 1 }))));
    expect(assertOk(await run(client.getPayout(reference)))).toMatchObject({ state: "paid", attempts: [{ number: 1 }, { number: 2 }] });
    expect(sandbox.transfers().map(({ amount }) => amount)).toEqual([1]);
  });

  test("a second time, or of a payout that failed, changes nothing", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.next("decline");
    assertErr(await run(client.sendPayout(payoutRequest())), "TRANSFER_FAILED");
    expect(assertOk(await run(client.cancelPayout(reference))).state).toBe("failed");
    sandbox.next("permission");
    assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    expect(assertOk(await run(client.cancelPayout(reference))).state).toBe("canceled");
    expect(assertOk(await run(client.cancelPayout(reference))).state).toBe("canceled");
  });

  test("of a paid payout is ALREADY_PAID", async () => {
    const { client, run } = clientSetup();
    const transfer = assertOk(await run(client.sendPayout(payoutRequest())));
    expect(assertErr(await run(client.cancelPayout(reference)), "ALREADY_PAID").details.transfer.id).toBe(transfer.id);
  });

  test("is refused where bytes may have gone out", async () => {
    const { client, sandbox, pass, run } = clientSetup();
    sandbox.next("slow", { delayMs: 5_000 });
    const sending = client.sendPayout(payoutRequest());
    await pass(1_000);
    expect(assertErr(await run(client.cancelPayout(reference)), "API_ERROR")).toMatchObject({ outcome: "unknown", reason: "in_progress" });
    assertOk(await run(sending));
    sandbox.next("lose_request", { times: 20 });
    assertErr(await run(client.sendPayout(payoutRequest({ reference: "lost" }), { timeoutMs: 500 })), "API_ERROR");
    expect(assertErr(await run(client.cancelPayout("lost")), "API_ERROR").outcome).toBe("unknown");
  });

  test.each([undefined, null, 7, "", "a\nb", "x".repeat(10_000), "\ud800", {}])("of %j is an INVALID_REQUEST", async (wrong) => {
    const { client, run } = clientSetup();
    const call: ReturnType<typeof client.cancelPayout> = Reflect.apply(client.cancelPayout, client, [wrong]);
    expect(assertErr(await run(call), "INVALID_REQUEST").details.issues.map(({ path }) => path)).toEqual(["reference"]);
  });

  test("of a reference that nobody used is an INVALID_REQUEST", async () => {
    const { client, run } = clientSetup();
    assertErr(await run(client.cancelPayout(reference)), "INVALID_REQUEST");
  });

  test("tells unknown where the store doesn't answer, and of a reference that it may have lost", async () => {
    const { client, another, store, run } = clientSetup();
    const broken = another({ store: faultyStore(store, (method) => (method === "load" ? "refuses" : null)) });
    expect(assertErr(await run(broken.cancelPayout(reference)), "API_ERROR").outcome).toBe("unknown");
    expect(assertErr(await run(client.cancelPayout(reference)), "INVALID_REQUEST").outcome).toBe("unknown");
  });

  test("of a reversal calls off what was turned away, so that another amount may be taken back", async () => {
    const { client, sandbox, run, eventNames } = clientSetup();
    const { id: transferId } = assertOk(await run(client.sendPayout(payoutRequest())));
    sandbox.next("permission");
    assertErr(await run(client.reverseTransfer({ transferId, reference, amount: 500 })), "API_ERROR");
    expect(assertOk(await run(client.cancelPayout(reference, { kind: "reversal" })))).toMatchObject({ state: "canceled", amount: 500 });
    expect(eventNames().at(-1)).toBe("reversal.canceled");
    expect(assertOk(await run(client.reverseTransfer({ transferId, reference, amount: 700 }))).amount).toBe(700);
    assertErr(await run(client.cancelPayout(reference, { kind: "reversal" })), "ALREADY_PAID");
  });

  test.each([[["kind"], { kind: "refund" }], [[""], "reversal"]])("names %j where that is wrong", async (paths, choice) => {
    const { client, run } = clientSetup();
    const call: ReturnType<typeof client.cancelPayout> = Reflect.apply(client.cancelPayout, client, [reference, choice]);
    expect(assertErr(await run(call), "INVALID_REQUEST").details.issues.map(({ path }) => path)).toEqual(paths);
  });
});
