import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { ProviderEvent } from "../../src/ports/provider-event.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { tempFolder } from "../stores/sqlite/temp-folder.ts";
import { type ClientSetup, clientSetup, payoutRequest } from "./client-setup.ts";

/** A client whose store has mirrored one payout and one transfer of somebody else's. */
async function mirroredSetup(): Promise<ClientSetup & { readonly ids: readonly string[] }> {
  const store = sqliteStore({ path: join(tempFolder(), "payouts.db") });
  onTestFinished(async () => void (await store.close()));
  const setup = clientSetup({ store });
  assertOk(await setup.run(setup.client.sendPayout(payoutRequest())));
  const other = setup.sandbox.addTransfer({ recipientId: "acct_noor", amount: 100, currency: "usd", createdAtMs: setup.clock.now() - 1000 });
  assertOk(await setup.run(setup.client.syncHistory()));
  return { ...setup, ids: [...setup.sandbox.transfers().map(({ id }) => id).filter((id) => id !== other.id), other.id] };
}

function eventAbout(setup: ClientSetup, transferId: string, type: ProviderEvent["type"] = "transfer.reversed"): ProviderEvent {
  const transfer = setup.sandbox.transfers().find(({ id }) => id === transferId) ?? null;
  return { id: "evt_1", type, createdAtMs: 0, account: null, mode: "test", transfer };
}

async function mirroredTotal({ client, run }: ClientSetup): Promise<unknown> {
  return [...assertOk(await run(client.getTotalPaid({ history: "store" })))];
}

test("an event about a reversal brings the mirror up to date, whoever made the transfer", async () => {
  const setup = await mirroredSetup();
  const [ours = "", other = ""] = setup.ids;
  expect(await mirroredTotal(setup)).toEqual([{ amount: 2600, currency: "usd" }]);
  setup.sandbox.reverse(other, 60);
  assertOk(await setup.run(setup.client.applyEvent(eventAbout(setup, other))));
  expect(await mirroredTotal(setup)).toEqual([{ amount: 2540, currency: "usd" }]);
  setup.sandbox.reverse(ours);
  assertOk(await setup.run(setup.client.applyEvent(eventAbout(setup, ours))));
  expect(await mirroredTotal(setup)).toEqual([{ amount: 40, currency: "usd" }]);
});

test("an event about a transfer that isn't mirrored yet leaves that to the next sync", async () => {
  const setup = await mirroredSetup();
  const { id } = setup.sandbox.addTransfer({ recipientId: "acct_noor", amount: 7, currency: "usd" });
  assertOk(await setup.run(setup.client.applyEvent(eventAbout(setup, id, "transfer.updated"))));
  expect(await mirroredTotal(setup)).toEqual([{ amount: 2600, currency: "usd" }]);
  assertOk(await setup.run(setup.client.syncHistory()));
  expect(await mirroredTotal(setup)).toEqual([{ amount: 2607, currency: "usd" }]);
});

test("an event costs no look at the provider where nothing is mirrored", async () => {
  const setup = clientSetup();
  const { id } = setup.sandbox.addTransfer({ recipientId: "acct_noor", amount: 7, currency: "usd" });
  setup.sandbox.nextRead("server_error", { call: "get" });
  assertOk(await setup.run(setup.client.applyEvent(eventAbout(setup, id))));
  expect(setup.eventNames()).not.toContain("request.retried");
});

test("reverseTransfer brings the mirror up to date at once", async () => {
  const setup = await mirroredSetup();
  const [transferId = ""] = setup.ids;
  assertOk(await setup.run(setup.client.reverseTransfer({ transferId, reference: "back", amount: 500 })));
  expect(await mirroredTotal(setup)).toEqual([{ amount: 2100, currency: "usd" }]);
});
