import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { type ClientSetup, clientSetup, hourMs, payoutRequest } from "./client-setup.ts";
import { faultyStore } from "./faulty-store.ts";

const reference = "2026-11:member_42";

/** A payout whose 500 was never followed by a transfer, so that a person has to look. */
async function underReview(): Promise<ClientSetup> {
  const setup = clientSetup();
  setup.sandbox.next("server_error");
  await setup.run(setup.client.sendPayout(payoutRequest()));
  for (let times = 0; times < 4; times++) {
    await setup.clock.advance(15 * hourMs);
    await setup.run(setup.client.recover());
  }
  expect(assertOk(await setup.run(setup.client.getPayout(reference)))?.state).toBe("review");
  return setup;
}

describe("resolvePayout", () => {
  test("as absent closes it, keeps who said so, and lets a new call pay it", async () => {
    const { client, sandbox, run } = await underReview();
    const record = assertOk(await run(client.resolvePayout(reference, { as: "absent", note: "Ana looked" })));
    expect(record).toMatchObject({ state: "failed", outcome: "not_created" });
    expect(record.notes.at(-1)).toBe("Ana looked");
    assertOk(await run(client.sendPayout(payoutRequest())));
    expect(sandbox.movements()).toBe(1);
  });

  test("as a transfer that somebody made by hand makes it paid", async () => {
    const { client, sandbox, run } = await underReview();
    const { id } = sandbox.addTransfer({ recipientId: "acct_maya", amount: 2500, currency: "usd" });
    const record = assertOk(await run(client.resolvePayout(reference, { as: { transferId: id }, note: "Ana paid it" })));
    expect(record).toMatchObject({ state: "paid", outcome: "created", transfer: { id, reference } });
    assertErr(await run(client.sendPayout(payoutRequest())), "ALREADY_PAID");
  });

  test("as a transfer to somebody else, of another amount or of another payout is refused", async () => {
    const { client, sandbox, run } = await underReview();
    const other = assertOk(await run(client.sendPayout(payoutRequest({ reference: "other" }))));
    const wrong = [
      sandbox.addTransfer({ recipientId: "acct_noah", amount: 2500, currency: "usd" }).id,
      sandbox.addTransfer({ recipientId: "acct_maya", amount: 2501, currency: "usd" }).id,
      other.id,
    ];
    for (const transferId of wrong) {
      const error = assertErr(await run(client.resolvePayout(reference, { as: { transferId }, note: "Ana" })), "INVALID_REQUEST");
      expect(error.details.issues.map(({ path }) => path)).toEqual(["as.transferId"]);
    }
    const gone = await run(client.resolvePayout(reference, { as: { transferId: "tr_gone" }, note: "Ana" }));
    expect(assertErr(gone, "API_ERROR")).toMatchObject({ reason: "not_found", outcome: "unknown" });
    expect(assertOk(await run(client.getPayout(reference)))?.state).toBe("review");
  });

  test("as a transfer with other parameters that bears the payout's own mark makes it paid, as that transfer says", async () => {
    const { client, another, sandbox, run } = clientSetup();
    sandbox.next("lose_request", { times: 100 });
    assertErr(await run(client.sendPayout(payoutRequest(), { timeoutMs: 500 })), "API_ERROR");
    sandbox.clearScenarios();
    const elsewhere = another({ store: memoryStore(), lookupNew: "never" });
    const { id } = assertOk(await run(elsewhere.sendPayout(payoutRequest({ recipientId: "acct_noah", amount: 700 }))));
    const told = assertErr(await run(client.sendPayout(payoutRequest())), "API_ERROR");
    expect(told).toMatchObject({ reason: "needs_review", outcome: "unknown" });
    const absent = assertErr(await run(client.resolvePayout(reference, { as: "absent", note: "Ana" })), "INVALID_REQUEST");
    expect(absent.outcome).toBe("unknown");
    const record = assertOk(await run(client.resolvePayout(reference, { as: { transferId: id }, note: "Ana saw it" })));
    expect(record).toMatchObject({ state: "paid", outcome: "created", recipientId: "acct_noah", amount: 700, transfer: { id } });
    expect(record.notes.at(-1)).toBe("Ana saw it");
    expect(assertErr(await run(client.sendPayout(payoutRequest())), "INVALID_REQUEST")).toMatchObject({ reason: "reference_conflict", outcome: "created" });
    assertErr(await run(client.sendPayout(payoutRequest({ recipientId: "acct_noah", amount: 700 }))), "ALREADY_PAID");
  });

  test("tells the payout's outcome, and not the read's own, where the provider or the store doesn't answer", async () => {
    const { client, another, store, sandbox, run } = await underReview();
    sandbox.nextRead("server_error", { call: "findByReference", times: 100 });
    const unread = assertErr(await run(client.resolvePayout(reference, { as: "absent", note: "Ana" })), "API_ERROR");
    const broken = another({ store: faultyStore(store, (method) => (method === "load" ? "refuses" : null)) });
    const unloaded = assertErr(await run(broken.resolvePayout(reference, { as: "absent", note: "Ana" })), "API_ERROR");
    const unknown = assertErr(await run(client.resolvePayout("nobody", { as: "absent", note: "Ana" })), "INVALID_REQUEST");
    expect([unread, unloaded, unknown].map(({ outcome }) => outcome)).toEqual(["unknown", "unknown", "unknown"]);
  });

  test("as absent is refused while the provider shows transfers, and looking adds no second note", async () => {
    const { another, client, clock, sandbox, run } = clientSetup();
    sandbox.next("lose_response", { times: 100 });
    assertErr(await run(client.sendPayout(payoutRequest(), { timeoutMs: 500 })), "API_ERROR");
    await clock.advance(30 * hourMs);
    const findByReference: typeof sandbox.findByReference = (mark, call) =>
      sandbox.findByReference(mark, call).map((found) => ({ ...found, transfers: [...found.transfers, ...found.transfers] }));
    const doubled = another({ provider: { ...sandbox, findByReference } });
    expect(assertErr(await run(doubled.sendPayout(payoutRequest())), "API_ERROR").reason).toBe("needs_review");
    await clock.advance(40 * hourMs);
    const refused = await run(doubled.resolvePayout(reference, { as: "absent", note: "nobody saw it" }));
    expect(assertErr(refused, "INVALID_REQUEST").details.issues.map(({ path }) => path)).toEqual(["as"]);
    const payout = assertOk(await run(doubled.getPayout(reference)));
    expect([payout?.state, payout?.notes.length]).toEqual(["review", 1]);
  });

  test("as absent finds a transfer that came after all, and says that it is paid", async () => {
    const { client, sandbox, clock, run } = clientSetup();
    sandbox.next("server_error_rolled_forward", { delayMs: 100 * hourMs });
    await run(client.sendPayout(payoutRequest()));
    for (let times = 0; times < 4; times++) {
      await clock.advance(15 * hourMs);
      await run(client.recover());
    }
    await clock.advance(100 * hourMs);
    const record = assertOk(await run(client.resolvePayout(reference, { as: "absent", note: "Ana" })));
    expect(record).toMatchObject({ state: "paid", outcome: "created", transfer: { id: sandbox.transfers()[0]?.id } });
    expect(record.notes).not.toContain("Ana");
  });

  test("as absent is refused while a send is younger than the key's window and the quiet time", async () => {
    const setup = clientSetup();
    const { client, another, sandbox, run } = setup;
    assertOk(await run(client.sendPayout(payoutRequest({ reference: "first" }))));
    // A provider that mixes up its keys: the answer says that the key was used with other parameters.
    const create: typeof sandbox.create = (command) => sandbox.create({ ...command, idempotencyKey: "one key for all" });
    const mixed = another({ provider: { ...sandbox, create } });
    assertOk(await run(mixed.sendPayout(payoutRequest({ reference: "second" }))));
    const told = assertErr(await run(mixed.sendPayout(payoutRequest({ amount: 1 }))), "API_ERROR");
    expect(told).toMatchObject({ reason: "needs_review", outcome: "unknown" });
    expect(setup.eventNames()).toContain("alarm.parameters_differ");
    const error = assertErr(await run(client.resolvePayout(reference, { as: "absent", note: "Ana" })), "INVALID_REQUEST");
    expect(error.details.issues.map(({ path }) => path)).toEqual(["as"]);
    await setup.clock.advance(36 * hourMs);
    assertOk(await run(client.resolvePayout(reference, { as: "absent", note: "Ana" })));
    expect(sandbox.movements()).toBe(2);
  });

  test("of a payout that isn't under review changes nothing", async () => {
    const { client, sandbox, run } = clientSetup();
    const transfer = assertOk(await run(client.sendPayout(payoutRequest())));
    for (const as of ["absent", { transferId: transfer.id }] as const) {
      expect(assertOk(await run(client.resolvePayout(reference, { as, note: "Ana" })))).toMatchObject({ state: "paid", notes: [] });
    }
    assertErr(await run(client.resolvePayout(reference, { as: { transferId: "tr_other" }, note: "Ana" })), "INVALID_REQUEST");
    sandbox.next("permission", { reference: "ready" });
    assertErr(await run(client.sendPayout(payoutRequest({ reference: "ready" }))), "API_ERROR");
    assertErr(await run(client.resolvePayout("ready", { as: "absent", note: "Ana" })), "INVALID_REQUEST");
  });

  test("of a reversal under review settles it as made, as the provider shows it, or as absent", async () => {
    const { client, another, sandbox, clock, run } = clientSetup();
    const { id: transferId } = assertOk(await run(client.sendPayout(payoutRequest())));
    const back = { transferId, reference, amount: 500 };
    sandbox.next("lose_request", { times: 100 });
    assertErr(await run(client.reverseTransfer(back, { timeoutMs: 500 })), "API_ERROR");
    sandbox.clearScenarios();
    const { id } = assertOk(await run(another({ store: memoryStore() }).reverseTransfer({ ...back, amount: 300 })));
    const told = assertErr(await run(client.reverseTransfer(back)), "API_ERROR");
    expect(told).toMatchObject({ reason: "needs_review", outcome: "unknown" });
    expect(told.message).toContain("resolvePayout");
    const says = { note: "Ana", kind: "reversal" } as const;
    assertErr(await run(client.resolvePayout(reference, { ...says, as: "absent" })), "INVALID_REQUEST");
    assertErr(await run(client.resolvePayout(reference, { ...says, as: { transferId: "trr_gone" } })), "INVALID_REQUEST");
    expect(assertOk(await run(client.resolvePayout(reference, { ...says, as: { transferId: id } })))).toMatchObject({ state: "paid", amount: 300 });
    expect(assertOk(await run(client.reverseTransfer({ transferId, reference })))).toMatchObject({ id, amount: 300 });
    expect(assertOk(await run(client.getPayout(reference)))?.transfer).toMatchObject({ amountReversed: 300 });
    sandbox.next("server_error");
    assertErr(await run(client.reverseTransfer({ ...back, reference: "second" })), "API_ERROR");
    for (let times = 0; times < 4; times++) {
      await clock.advance(15 * hourMs);
      await run(client.recover());
    }
    expect(assertOk(await run(client.resolvePayout("second", { ...says, as: "absent" })))).toMatchObject({ state: "failed", outcome: "not_created" });
  });

  test("of an unknown reference is an INVALID_REQUEST", async () => {
    const { client, run } = clientSetup();
    assertErr(await run(client.resolvePayout("nobody", { as: "absent", note: "Ana" })), "INVALID_REQUEST");
  });

  test.each<[string[], unknown]>([
    [["as", "note"], undefined],
    [["as", "note"], {}],
    [["as"], { as: "paid", note: "Ana" }],
    [["as"], { as: { transferId: "" }, note: "Ana" }],
    [["as"], { as: { transferId: 7 }, note: "Ana" }],
    [["note"], { as: "absent" }],
    [["note"], { as: "absent", note: "  " }],
    [["note"], { as: "absent", note: 7 }],
    [["kind"], { as: "absent", note: "Ana", kind: "refund" }],
  ])("names %j where that is wrong", async (paths, resolution) => {
    const { client, run } = clientSetup();
    const call: ReturnType<typeof client.resolvePayout> = Reflect.apply(client.resolvePayout, client, [reference, resolution]);
    expect(assertErr(await run(call), "INVALID_REQUEST").details.issues.map(({ path }) => path)).toEqual(paths);
  });
});
