import { errAsync, type Result, ResultAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import { apiError } from "../../src/domain/api-error.ts";
import type { PayoutError } from "../../src/domain/errors.ts";
import type { Transfer } from "../../src/domain/transfer.ts";
import type { PayoutStore } from "../../src/ports/payout-store.ts";
import type { TransferProvider } from "../../src/ports/transfer-provider.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { clientSetup, payoutRequest } from "./client-setup.ts";
import { faultyStore } from "./faulty-store.ts";

describe("sendPayout", () => {
  test("isn't refused for a balance that another process used up for this very payout", async () => {
    const { client, another, sandbox, run } = clientSetup({ sandbox: { balance: { usd: 2500 } } });
    const balance: TransferProvider["balance"] = (call) =>
      new ResultAsync(Promise.resolve(client.sendPayout(payoutRequest())).then(() => sandbox.balance(call)));
    const told = await run(another({ provider: { ...sandbox, balance } }).sendPayout(payoutRequest()));
    expect(told.match(() => "paid", ({ code }) => code)).toMatch(/^(paid|ALREADY_PAID)$/);
    expect(sandbox.movements()).toBe(1);
  });

  test("isn't refused for a balance that was used up while it looked this very payout up", async () => {
    const { client, another, sandbox, run } = clientSetup({ sandbox: { balance: { usd: 2500 } } });
    const findByReference: TransferProvider["findByReference"] = (mark, call) =>
      new ResultAsync(Promise.resolve(client.sendPayout(payoutRequest())).then(() => sandbox.findByReference(mark, call)));
    const second = another({ provider: { ...sandbox, findByReference }, lookupNew: "always" });
    const told = await run(second.sendPayout(payoutRequest()));
    expect(told.match(() => "paid", ({ code }) => code)).toMatch(/^(paid|ALREADY_PAID)$/);
    expect(sandbox.movements()).toBe(1);
  });

  test("that joins another call after its last look at the store isn't told what that look saw", async () => {
    const { client, another, store, sandbox, run } = clientSetup();
    const refusing = faultyStore(store, (method, count) => (method === "write" && count === 1 ? "refuses" : null));
    let loads = 0;
    const late: Promise<Result<Transfer, PayoutError>>[] = [];
    const load: PayoutStore["load"] = (ids) =>
      new ResultAsync(
        (async () => {
          const answer = await refusing.load(ids);
          if (++loads !== 2) return answer;
          assertOk(await client.sendPayout(payoutRequest()));
          late.push(Promise.resolve(second.sendPayout(payoutRequest())));
          return answer;
        })(),
      );
    const second = another({ store: { ...refusing, load } });
    assertErr(await run(second.sendPayout(payoutRequest())), "API_ERROR");
    expect(sandbox.movements()).toBe(1);
    const told = await run(Promise.all(late));
    expect(told.map((answer) => assertErr(answer).code)).toEqual(["ALREADY_PAID"]);
    expect(sandbox.movements()).toBe(1);
  });

  test("whose rate limiter fails sends nothing, and is told unknown because it couldn't look either", async () => {
    const { another, sandbox, run } = clientSetup();
    const acquire = () => errAsync(apiError("unavailable", "not_created", "the limiter is down"));
    const limited = (): void => {};
    const error = assertErr(await run(another({ rate: { acquire, limited } }).sendPayout(payoutRequest(), { timeoutMs: 2_000 })), "API_ERROR");
    expect(error.outcome).toBe("unknown");
    expect(sandbox.movements()).toBe(0);
  });

  test("whose rate limiter fails for writes alone is told not_created, because nothing left", async () => {
    const { another, sandbox, run } = clientSetup();
    const acquire = (kind: string) =>
      kind === "write" ? errAsync(apiError("unavailable", "not_created", "the limiter is down")) : ResultAsync.fromSafePromise(Promise.resolve());
    const limited = (): void => {};
    const error = assertErr(await run(another({ rate: { acquire, limited } }).sendPayout(payoutRequest(), { timeoutMs: 2_000 })), "API_ERROR");
    expect(error).toMatchObject({ outcome: "not_created", reason: "unavailable" });
    expect(sandbox.movements()).toBe(0);
  });

  test.each([
    ["the replay of a 500", ["server_error_executed"]],
    ["a 401", ["lose_response", "authentication"]],
  ] as const)("answered with %s is ok where somebody else has settled it as paid meanwhile", async (_name, scenarios) => {
    const { client, another, sandbox, run } = clientSetup();
    for (const scenario of scenarios) sandbox.next(scenario);
    let creates = 0;
    const create: TransferProvider["create"] = (command) =>
      new ResultAsync(
        (async () => {
          const answer = await sandbox.create(command);
          const [transfer = null] = (await sandbox.list({ limit: 1 })).match(({ transfers }) => transfers, () => []);
          creates += 1;
          const about = { id: "evt_1", type: "transfer.created", createdAtMs: 0, account: "acct_sandbox", mode: "test" } as const;
          if (creates === 2) assertOk(await client.applyEvent({ ...about, transfer }));
          return answer;
        })(),
      );
    const transfer = assertOk(await run(another({ provider: { ...sandbox, create } }).sendPayout(payoutRequest())));
    expect(sandbox.transfers().map(({ id }) => id)).toEqual([transfer.id]);
  });
});
