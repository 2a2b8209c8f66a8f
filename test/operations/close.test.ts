import { describe, expect, test } from "vitest";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { tempFolder } from "../stores/sqlite/temp-folder.ts";
import { clientSetup, payoutRequest } from "./client-setup.ts";

describe("close", () => {
  test("waits for what is on the wire, so that its answer is recorded", async () => {
    const path = `${tempFolder()}/payouts.db`;
    const { client, another, sandbox, pass, run } = clientSetup({ store: sqliteStore({ path }) });
    sandbox.next("slow", { delayMs: 5_000 });
    const sending = client.sendPayout(payoutRequest());
    await pass(1_000);
    const closing = client.close();
    assertOk(await run(sending));
    assertOk(await run(closing));
    const record = assertOk(await run(another({ store: sqliteStore({ path }) }).getPayout("2026-11:member_42")));
    expect(record?.state).toBe("paid");
  });

  test("lets nothing start that wasn't on the wire", async () => {
    const { client, sandbox, pass, run } = clientSetup();
    sandbox.next("rate_limit", { times: 100 });
    const sending = client.sendPayout(payoutRequest());
    await pass(300);
    assertOk(await run(client.close()));
    sandbox.clearScenarios();
    const told = assertErr(await run(sending), "API_ERROR");
    expect(told).toMatchObject({ reason: "store_unavailable", outcome: "not_created", retryable: false });
    expect(told.message).toMatch("the client was closed");
    await pass(5_000);
    expect(sandbox.movements()).toBe(0);
  });

  test("lets nothing begin while it waits for what is on the wire", async () => {
    const { client, sandbox, pass, run } = clientSetup();
    sandbox.next("slow", { delayMs: 5_000 });
    const sending = client.sendPayout(payoutRequest());
    await pass(1_000);
    const closing = client.close();
    const late = assertErr(await run(client.sendPayout(payoutRequest({ reference: "late" }))), "API_ERROR");
    assertOk(await run(sending));
    assertOk(await run(closing));
    await pass(5_000);
    expect(late).toMatchObject({ reason: "store_unavailable", outcome: "unknown", retryable: false });
    expect(sandbox.movements()).toBe(1);
  });

  test("tells a call that doesn't know yet which account is called that the client was closed", async () => {
    const { client, sandbox, run } = clientSetup();
    const sending = client.sendPayout(payoutRequest());
    assertOk(await run(client.close()));
    expect(assertErr(await run(sending), "API_ERROR")).toMatchObject({ reason: "store_unavailable", retryable: false });
    expect(sandbox.movements()).toBe(0);
  });

  test("makes later calls fail with store_unavailable", async () => {
    const { client, run } = clientSetup();
    assertOk(await run(client.close()));
    const calls = [client.sendPayout(payoutRequest()), client.getPayout("a"), client.recover()];
    for (const result of await run(Promise.all(calls))) {
      expect(assertErr<unknown, { reason: string }>(result).reason).toBe("store_unavailable");
    }
  });

  test("twice is no error", async () => {
    const { client, run } = clientSetup();
    assertOk(await run(client.close()));
    assertOk(await run(client.close()));
  });
});
