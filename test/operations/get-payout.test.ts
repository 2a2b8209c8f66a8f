import { describe, expect, test } from "vitest";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { clientSetup, payoutRequest, startMs } from "./client-setup.ts";

const reference = "2026-11:member_42";

describe("getPayout", () => {
  test("of a reference that nobody used is null", async () => {
    const { client, run } = clientSetup();
    expect(assertOk(await run(client.getPayout(reference)))).toBeNull();
  });

  test("shows the payout, its attempts and its transfer, and neither keys nor leases", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.next("decline", { providerCode: "velocity" });
    await run(client.sendPayout(payoutRequest({ description: "May", metadata: { team: "red" } })));
    const transfer = assertOk(await run(client.sendPayout(payoutRequest())));
    const record = assertOk(await run(client.getPayout(reference)));
    expect(record).toMatchObject({
      ...{ reference, namespace: "default", mode: "test:acct_sandbox", state: "paid", outcome: "created", amount: 2500 },
      transfer: { id: transfer.id, createdAt: transfer.createdAt },
      attempts: [
        { number: 1, sends: 1, lastError: { code: "TRANSFER_FAILED", reason: "declined", providerCode: "velocity" } },
        { number: 2, sends: 1, lastError: null },
      ],
    });
    expect(record?.createdAt.getTime()).toBeGreaterThanOrEqual(startMs);
    expect(JSON.stringify(record)).not.toMatch(/pk1_|token|prepared|lease/);
  });

  test("survives a round trip through JSON of a payout whose metadata has a key __proto__", async () => {
    const { client, run } = clientSetup();
    const metadata: Record<string, string> = JSON.parse('{"__proto__":"a","constructor":"b"}');
    assertOk(await run(client.sendPayout(payoutRequest({ metadata }))));
    const record = assertOk(await run(client.getPayout(reference)));
    expect(JSON.stringify(record?.metadata)).toBe('{"__proto__":"a","constructor":"b"}');
  });

  test.each([undefined, null, 7, "", "a\tb", "x".repeat(256), "\udc00", {}, []])("of %j is an INVALID_REQUEST", async (wrong) => {
    const { client, run } = clientSetup();
    const call: ReturnType<typeof client.getPayout> = Reflect.apply(client.getPayout, client, [wrong]);
    expect(assertErr(await run(call), "INVALID_REQUEST").details.issues.map(({ path }) => path)).toEqual(["reference"]);
  });

  test("fails with API_ERROR where the provider doesn't say which account is called", async () => {
    const { client, sandbox, run } = clientSetup();
    sandbox.nextRead("authentication", { call: "identify" });
    expect(assertErr(await run(client.getPayout(reference)), "API_ERROR").reason).toBe("authentication");
    expect(assertOk(await run(client.getPayout(reference)))).toBeNull();
  });
});
