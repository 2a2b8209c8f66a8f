import type { Result } from "neverthrow";
import { describe, expect, test } from "vitest";
import type { PayoutClient } from "../../src/client.ts";
import type { PayoutError } from "../../src/domain/errors.ts";
import type { Transfer } from "../../src/domain/transfer.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { type ClientSetup, clientSetup, payoutRequest } from "./client-setup.ts";
import { faultyStore } from "./faulty-store.ts";

const reference = "2026-11:member_42";

describe("a signal", () => {
  test.each([
    ["unknown", "auto", "because nobody has looked yet"],
    ["not_created", "never", "because the store is the truth"],
  ] as const)("that was aborted before the first call lets nothing be sent, and is told %s with lookupNew %s, %s", async (...[outcome, lookupNew]) => {
    const { client, sandbox, clock, run } = clientSetup({ sandbox: { latencyMs: 50 }, lookupNew });
    const error = assertErr(await run(client.sendPayout(payoutRequest(), { signal: AbortSignal.abort() })), "API_ERROR");
    expect(error).toMatchObject({ reason: "aborted", outcome, retryable: true, reference });
    await clock.advance(60_000);
    expect(sandbox.movements()).toBe(0);
  });

  test("that was aborted before the call is told not_created once the store has shown that it remembers", async () => {
    const { client, sandbox, clock, run } = clientSetup({ sandbox: { latencyMs: 50 } });
    assertOk(await run(client.sendPayout(payoutRequest({ reference: "first" }))));
    const error = assertErr(await run(client.sendPayout(payoutRequest(), { signal: AbortSignal.abort() })), "API_ERROR");
    expect(error).toMatchObject({ reason: "aborted", outcome: "not_created", retryable: true, reference });
    await clock.advance(60_000);
    expect(sandbox.movements()).toBe(1);
  });

  test("that is aborted before the wire is told not_created, and nothing is sent afterwards", async () => {
    const { client, sandbox, pass, run, clock } = clientSetup({ sandbox: { latencyMs: 100 } });
    const stop = new AbortController();
    const waiting = client.sendPayout(payoutRequest(), { signal: stop.signal });
    // By then it is known which account is called and that the store remembers; the balance is being asked.
    await pass(250);
    stop.abort();
    const error = assertErr(await run(waiting), "API_ERROR");
    expect(error).toMatchObject({ reason: "aborted", outcome: "not_created" });
    await clock.advance(60_000);
    expect(sandbox.movements()).toBe(0);
  });

  test("that is aborted on the wire is told unknown, and the answer is still recorded", async () => {
    const { client, sandbox, pass, run, events } = clientSetup();
    sandbox.next("slow", { delayMs: 5_000 });
    const stop = new AbortController();
    const waiting = client.sendPayout(payoutRequest(), { signal: stop.signal });
    await pass(1_000);
    expect(events.at(-1)?.type).toBe("payout.sent");
    stop.abort();
    const error = assertErr(await run(waiting), "API_ERROR");
    expect(error).toMatchObject({ reason: "aborted", outcome: "unknown", retryable: true, reference });
    await pass(5_000);
    const record = assertOk(await run(client.getPayout(reference)));
    expect(record).toMatchObject({ state: "paid", transfer: { id: sandbox.transfers()[0]?.id } });
  });

  test("that is aborted after the answer changes nothing", async () => {
    const { client, sandbox, run } = clientSetup();
    const stop = new AbortController();
    assertOk(await run(client.sendPayout(payoutRequest(), { signal: stop.signal })));
    stop.abort();
    expect(sandbox.movements()).toBe(1);
  });

  test.each(Array.from({ length: 12 }, (_, place) => place))("that is aborted %i turns into a call tells the truth", async (turns) => {
    const { client, sandbox, clock, run } = clientSetup();
    const stop = new AbortController();
    const waiting = Promise.resolve(client.sendPayout(payoutRequest(), { signal: stop.signal }));
    for (let turn = 0; turn < turns * 4; turn++) await Promise.resolve();
    stop.abort();
    const told = await run(waiting);
    const outcome = told.match(() => "created", (error) => error.outcome);
    await clock.advance(120_000);
    if (outcome !== "unknown") expect(sandbox.movements()).toBe(outcome === "created" ? 1 : 0);
  });

  test("of one caller takes nothing from another who waits for the same payout", async () => {
    const { client, sandbox, clock, run } = clientSetup({ sandbox: { latencyMs: 100 } });
    const stop = new AbortController();
    const first = client.sendPayout(payoutRequest(), { signal: stop.signal });
    const second = client.sendPayout(payoutRequest());
    await clock.advance(50);
    stop.abort();
    const error = assertErr(await run(first), "API_ERROR");
    expect(error).toMatchObject({ reason: "aborted", outcome: "unknown" });
    assertOk(await run(second));
    expect(sandbox.movements()).toBe(1);
  });

  test("of one caller takes nothing from another who waits for the same read", async () => {
    const { client, sandbox, pass, run } = clientSetup({ sandbox: { latencyMs: 100 } });
    const stop = new AbortController();
    const first = client.sendPayout(payoutRequest({ reference: "first" }), { signal: stop.signal });
    const second = client.sendPayout(payoutRequest({ reference: "second" }));
    await pass(250);
    stop.abort();
    assertErr(await run(first), "API_ERROR");
    assertOk(await run(second));
    expect(sandbox.transfers().map(({ mark }) => mark?.reference)).toEqual(["second"]);
  });
});

describe("timeoutMs", () => {
  test.each([
    ["unknown", "auto", "because it may have been paid before"],
    ["not_created", "never", "because the store is the truth"],
  ] as const)("that is over while the provider can't be reached at all is told %s with lookupNew %s, %s", async (...[outcome, lookupNew]) => {
    const { client, sandbox, run } = clientSetup({ lookupNew });
    sandbox.nextRead("lose_response", { call: "identify", times: 1_000 });
    const error = assertErr(await run(client.sendPayout(payoutRequest(), { timeoutMs: 400 })), "API_ERROR");
    expect(error).toMatchObject({ outcome, retryable: true });
  });

  test("that is over during 429s is told what is known, and nothing is sent afterwards", async () => {
    const { client, sandbox, clock, run } = clientSetup();
    sandbox.next("rate_limit", { times: 1_000, retryAfterMs: 100 });
    const error = assertErr(await run(client.sendPayout(payoutRequest(), { timeoutMs: 5_000 })), "API_ERROR");
    expect(error).toMatchObject({ reason: "rate_limited", outcome: "not_created", retryable: true, reference });
    sandbox.clearScenarios();
    await clock.advance(120_000);
    expect(sandbox.movements()).toBe(0);
    assertOk(await run(client.sendPayout(payoutRequest())));
  });

  test("that is over on the wire is told unknown, and a second call joins that send", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.next("slow", { delayMs: 20_000 });
    const error = assertErr(await run(client.sendPayout(payoutRequest(), { timeoutMs: 1_000 })), "API_ERROR");
    expect(error).toMatchObject({ reason: "timeout", outcome: "unknown" });
    const transfer = assertOk(await run(client.sendPayout(payoutRequest())));
    expect(sandbox.transfers().map(({ id }) => id)).toEqual([transfer.id]);
  });

  test("that is over while a store hangs is told unknown and ends the waiting", async () => {
    const { another, store, run } = clientSetup();
    const client = another({ store: faultyStore(store, (method) => (method === "load" ? "hangs" : null)) });
    const error = assertErr(await run(client.sendPayout(payoutRequest(), { timeoutMs: 1_000 })), "API_ERROR");
    expect(error).toMatchObject({ reason: "timeout", outcome: "unknown" });
  });

  test("of more than a timer holds isn't over at once", async () => {
    const { client, run } = clientSetup();
    assertOk(await run(client.sendPayout(payoutRequest(), { timeoutMs: Number.MAX_SAFE_INTEGER })));
  });

  test.each([0, -1, Number.NaN, Infinity, "5", null])("of %s is an INVALID_REQUEST", async (timeoutMs) => {
    const { client, run } = clientSetup();
    const options: Record<string, unknown> = { timeoutMs };
    const error = assertErr(await run(client.sendPayout(payoutRequest(), options)), "INVALID_REQUEST");
    expect(error.details.issues.map(({ path }) => path)).toEqual(["timeoutMs"]);
  });
});

describe("a call that waits", () => {
  test("for a live owner's lease is told in_progress or timeout and unknown, never not_created", async () => {
    const { client, another, sandbox, pass, run } = clientSetup();
    sandbox.next("slow", { delayMs: 20_000 });
    const first = client.sendPayout(payoutRequest());
    await pass(1_000);
    const error = assertErr(await run(another().sendPayout(payoutRequest(), { timeoutMs: 2_000 })), "API_ERROR");
    expect(error.outcome).toBe("unknown");
    assertOk(await run(first));
    expect(sandbox.movements()).toBe(1);
  });

  test("for a lease that ran out sends the same key again", async () => {
    const { another, store, sandbox, run } = clientSetup();
    const lost = another({ store: faultyStore(store, (method, count) => (method === "write" && count > 1 ? "hangs" : null)) });
    assertErr(await run(lost.sendPayout(payoutRequest(), { timeoutMs: 1_000 })));
    const second = another().sendPayout(payoutRequest(), { timeoutMs: 300_000 });
    const transfer = assertOk(await run(second));
    expect(sandbox.transfers().map(({ id }) => id)).toEqual([transfer.id]);
  });

  test("for its turn while the payout is canceled doesn't send it", async () => {
    const { client, another, sandbox, pass, run } = clientSetup();
    sandbox.next("rate_limit", { times: 3 });
    const waiting = client.sendPayout(payoutRequest());
    while (assertOk(await client.getPayout(reference))?.state !== "ready") await pass(25);
    expect(assertOk(await another().cancelPayout(reference)).state).toBe("canceled");
    const error = assertErr(await run(waiting), "API_ERROR");
    expect(error).toMatchObject({ outcome: "not_created", reference });
    await pass(10_000);
    expect(sandbox.movements()).toBe(0);
  });
});

describe("a payout that another process gave back after a 429, to send it again", () => {
  async function givenBack(setup: ClientSetup, client: PayoutClient, times: number): Promise<{ readonly sending: Promise<Result<Transfer, PayoutError>> }> {
    setup.sandbox.next("rate_limit", { times });
    const sending = Promise.resolve(client.sendPayout(payoutRequest(), { timeoutMs: 20_000 }));
    while (assertOk(await setup.client.getPayout(reference))?.state !== "ready") await setup.pass(25);
    return { sending };
  }

  test("is told unknown to everybody else, and never not_created", async () => {
    const setup = clientSetup();
    const { sending } = await givenBack(setup, setup.another(), 3);
    expect(assertOk(await setup.run(setup.client.getPayout(reference)))).toMatchObject({ state: "ready", outcome: "unknown" });
    const other = assertErr(await setup.run(setup.client.sendPayout(payoutRequest(), { timeoutMs: 50 })), "API_ERROR");
    const conflict = assertErr(await setup.run(setup.client.sendPayout(payoutRequest({ amount: 1 }))), "INVALID_REQUEST");
    expect([other.outcome, conflict.outcome]).toEqual(["unknown", "unknown"]);
    assertOk(await setup.run(sending));
    expect(setup.sandbox.movements()).toBe(1);
  });

  test("is free for the next call as soon as its own call has ended", async () => {
    const setup = clientSetup();
    const { sending } = await givenBack(setup, setup.another(), 1_000);
    expect(assertErr(await setup.run(sending)).outcome).toBe("not_created");
    setup.sandbox.clearScenarios();
    expect(assertOk(await setup.run(setup.client.getPayout(reference)))).toMatchObject({ state: "ready", outcome: "not_created" });
    assertOk(await setup.run(setup.client.sendPayout(payoutRequest(), { timeoutMs: 5_000 })));
    expect(setup.sandbox.movements()).toBe(1);
  });

  test("is taken over once the process that held it hasn't come back for as long as a lease lasts", async () => {
    const setup = clientSetup();
    const { another, store, run, clock } = setup;
    const hanging = another({ store: faultyStore(store, (method, count) => (method === "write" && count > 2 ? "hangs" : null)) });
    await givenBack(setup, hanging, 1);
    const startedAtMs = clock.now();
    assertOk(await run(setup.client.sendPayout(payoutRequest(), { timeoutMs: 300_000 })));
    expect(clock.now() - startedAtMs).toBeGreaterThan(30_000);
    expect(setup.sandbox.movements()).toBe(1);
  });

  test("can be called off, and its own call is told so", async () => {
    const setup = clientSetup();
    const { sending } = await givenBack(setup, setup.another(), 3);
    expect(assertOk(await setup.client.cancelPayout(reference)).state).toBe("canceled");
    expect(assertErr(await setup.run(sending)).outcome).toBe("not_created");
    expect(setup.sandbox.movements()).toBe(0);
  });
});
