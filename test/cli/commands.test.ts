import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  balanceCommand,
  getPayoutCommand,
  getTransferStatusCommand,
  listPayoutsCommand,
  payoutSummaryCommand,
  recoverCommand,
  sendPayoutCommand,
  syncHistoryCommand,
  totalPaidCommand,
} from "../../src/cli/index.ts";
import type { PayoutClient } from "../../src/index.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { captureIo } from "./captured-io.ts";
import { impatientClient, sandboxClient } from "./sandbox-client.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const request = { reference: "r1", recipientId: "acct_1", amount: 2500, currency: "usd" };

describe("balanceCommand", () => {
  test("shows what is available in each currency", async () => {
    const { client } = sandboxClient({ balance: { usd: 123_456, jpy: 9_000 } });
    const { io, lines } = captureIo();
    expect(await balanceCommand(client, {}, io)).toBe(0);
    expect(lines()).toEqual(expect.arrayContaining(["available     9,000 jpy", "available  1,234.56 usd"]));
  });

  test("with --json is one document", async () => {
    const { client } = sandboxClient({ balance: { usd: 123_456 } });
    const { io, documents } = captureIo();
    await balanceCommand(client, { json: true }, io);
    expect(documents()).toEqual([expect.objectContaining({ available: [{ amount: 123_456, currency: "usd" }] })]);
  });

  test("says why there is no answer and what to do, and nothing of money that moved", async () => {
    const { client, sandbox } = sandboxClient();
    sandbox.nextRead("authentication", { times: Number.POSITIVE_INFINITY });
    const { io, errors, lines } = captureIo();
    expect(await balanceCommand(client, {}, io)).toBe(1);
    expect(errors()).toMatch(/^API_ERROR: .*\nCheck the secret key, then run the same command again\.\nMore: node_modules\/payoutkit\/docs\/errors\.md#api_error\n$/);
    expect(lines()).toEqual([]);
  });
});

describe("sendPayoutCommand", () => {
  test("pays once, and the second time shows the first transfer and returns 0", async () => {
    const { client, sandbox } = sandboxClient();
    const first = captureIo();
    const second = captureIo();
    expect(await sendPayoutCommand(client, request, first.io)).toBe(0);
    expect(await sendPayoutCommand(client, request, second.io)).toBe(0);
    expect(first.lines()[0]).toBe("Paid.");
    expect(second.lines()[0]).toBe("Already paid before; nothing was paid again.");
    expect(first.lines().slice(1)).toEqual(second.lines().slice(1));
    expect(sandbox.movements()).toBe(1);
  });

  test("of a payout that was reversed since says so, pays nothing and returns 0", async () => {
    const { client, sandbox } = sandboxClient();
    const { id } = assertOk(await client.sendPayout(request));
    assertOk(await client.reverseTransfer({ transferId: id, reference: "r1:back" }));
    const { io, lines } = captureIo();
    const movements = sandbox.movements();
    expect(await sendPayoutCommand(client, request, io)).toBe(0);
    expect(lines().slice(0, 2)).toEqual([
      "Already paid before; nothing was paid again.",
      "It has been reversed since. Running it again won't pay it; a new payout takes a new reference.",
    ]);
    expect(sandbox.movements()).toBe(movements);
  });

  test("of a payout below the minimum returns 1 and says what to do", async () => {
    const { client } = sandboxClient();
    const { io, errors } = captureIo();
    expect(await sendPayoutCommand(client, { ...request, amount: 999 }, io)).toBe(1);
    expect(errors()).toMatch(/BELOW_MINIMUM_THRESHOLD: 9\.99 usd is below the minimum of 10\.00 usd\nNo money moved\.\n.*--minimum/);
  });

  test("of a payout that can't be read returns 2", async () => {
    const { client } = sandboxClient();
    expect(await sendPayoutCommand(client, { ...request, currency: "xxx" }, captureIo().io)).toBe(2);
  });

  test("of a reference that names another payout returns 1 and asks for a new reference", async () => {
    const { client } = sandboxClient();
    await sendPayoutCommand(client, request, captureIo().io);
    const { io, documents } = captureIo();
    expect(await sendPayoutCommand(client, { ...request, amount: 9000, json: true }, io)).toBe(1);
    expect(documents()).toEqual([
      { error: expect.objectContaining({ code: "INVALID_REQUEST", reason: "reference_conflict", outcome: "created" }) },
    ]);
  });

  test("with --dry-run sends nothing", async () => {
    const { client, sandbox } = sandboxClient();
    const { io, lines } = captureIo();
    expect(await sendPayoutCommand(client, { ...request, dryRun: true }, io)).toBe(0);
    expect(lines().at(-1)).toBe("Dry run: nothing was sent.");
    expect(await sendPayoutCommand(client, { ...request, amount: 5, dryRun: true }, captureIo().io)).toBe(1);
    expect(sandbox.movements()).toBe(0);
  });
});

describe("getTransferStatusCommand", () => {
  test("shows one transfer", async () => {
    const { client } = sandboxClient();
    const { id } = assertOk(await client.sendPayout(request));
    const { io, lines } = captureIo();
    expect(await getTransferStatusCommand(client, { transferId: id }, io)).toBe(0);
    expect(lines()).toEqual(
      expect.arrayContaining([`transfer   ${id}`, "status     paid", "amount     25.00 usd", "reference  r1"]),
    );
  });

  test("of a transfer that isn't there returns 1", async () => {
    const { client } = sandboxClient();
    const { io, errors } = captureIo();
    expect(await getTransferStatusCommand(client, { transferId: "tr_none" }, io)).toBe(1);
    expect(errors()).toContain("Check the id; a reference is looked up with --reference.");
  });
});

describe("getPayoutCommand", () => {
  test("shows what the store knows of a payout", async () => {
    const { client } = sandboxClient();
    const { id } = assertOk(await client.sendPayout(request));
    const { io, lines } = captureIo();
    expect(await getPayoutCommand(client, { reference: "r1" }, io)).toBe(0);
    expect(lines()).toEqual(
      expect.arrayContaining(["reference  r1", "state      paid", "outcome    created", "amount     25.00 usd", `transfer   ${id}`]),
    );
  });

  test("shows why a payout failed", async () => {
    const { client, sandbox } = sandboxClient();
    sandbox.next("decline");
    await client.sendPayout(request);
    const { io, lines } = captureIo();
    expect(await getPayoutCommand(client, { reference: "r1" }, io)).toBe(0);
    expect(lines().join("\n")).toMatch(/state +failed\noutcome +not_created\n[^]*last error +TRANSFER_FAILED: /);
  });

  test("of a reference that the store doesn't know returns 1 and names the other memories", async () => {
    const { client } = sandboxClient();
    const told = captureIo();
    const json = captureIo();
    expect(await getPayoutCommand(client, { reference: "r9" }, told.io)).toBe(1);
    expect(told.lines()).toEqual(['The store knows no payout "r9". Another --store or --namespace is another memory.']);
    expect(await getPayoutCommand(client, { reference: "r9", json: true }, json.io)).toBe(1);
    expect(json.documents()).toEqual([null]);
  });

  test("of a reference that is none returns 2", async () => {
    expect(await getPayoutCommand(sandboxClient().client, { reference: "" }, captureIo().io)).toBe(2);
  });
});

describe("listPayoutsCommand", () => {
  test("lists at most the limit and says that there are more", async () => {
    const { client } = await clientWithPayouts(5);
    const { io, lines, errors } = captureIo();
    expect(await listPayoutsCommand(client, { limit: 3 }, io)).toBe(0);
    expect(lines()).toHaveLength(3);
    expect(errors()).toContain("--all");
  });

  test("with --all goes through every page", async () => {
    const { client } = await clientWithPayouts(130);
    const { io, lines, errors } = captureIo();
    expect(await listPayoutsCommand(client, { all: true }, io)).toBe(0);
    expect(lines()).toHaveLength(130);
    expect(errors()).toBe("");
  });

  test("with --json is one document, whose filters hold", async () => {
    const { client } = await clientWithPayouts(4);
    const { io, documents } = captureIo();
    await listPayoutsCommand(client, { recipientId: "acct_1", json: true }, io);
    expect(documents()).toEqual([{ transfers: [expect.anything(), expect.anything()], more: false }]);
  });

  test("reads no further once its output is lost, and returns 1", async () => {
    const { client } = await clientWithPayouts(130);
    const { io, lines } = captureIo({ outputFailed: AbortSignal.abort() });
    expect(await listPayoutsCommand(client, { all: true }, io)).toBe(1);
    expect(lines()).toHaveLength(100);
  });

  test("without a transfer says so", async () => {
    const { client } = sandboxClient();
    const { io, lines } = captureIo();
    await listPayoutsCommand(client, { currency: "eur" }, io);
    expect(lines()).toEqual(["No transfers."]);
  });
});

test("totalPaidCommand shows one sum for each currency", async () => {
  const { client } = await clientWithPayouts(4);
  const { io, lines } = captureIo();
  expect(await totalPaidCommand(client, {}, io)).toBe(0);
  expect(lines()).toEqual(["2,000 jpy", "20.00 usd"]);
  const empty = captureIo();
  await totalPaidCommand(client, { recipientId: "acct_9" }, empty.io);
  expect(empty.lines()).toEqual(["Nothing was paid."]);
});

test("payoutSummaryCommand shows sums, recipients and the timeline of each currency", async () => {
  const { client } = await clientWithPayouts(4);
  const { io, lines } = captureIo();
  expect(await payoutSummaryCommand(client, { interval: "month", top: 1 }, io)).toBe(0);
  const text = lines().join("\n");
  expect(text).toContain("4 transfers");
  expect(text).toContain("usd: 2 transfers to 1 recipient");
  expect(text).toMatch(/net +20\.00 usd/);
  expect(text).toMatch(/top recipients:\n {2}acct_\d +2 +2,000 jpy/);
  expect(text).toMatch(/timeline:\n {2}\d{4}-\d{2}-01 +2/);
});

describe("syncHistoryCommand", () => {
  test("mirrors what was paid, and totals and summaries from the store say how fresh they are", async () => {
    const path = join(temporaryDirectory(), "payouts.db");
    const { client } = sandboxClient({}, { store: sqliteStore({ path }) });
    await sendPayoutCommand(client, request, captureIo().io);
    const { io, lines } = captureIo();
    expect(await syncHistoryCommand(client, {}, io)).toBe(0);
    expect(lines()[0]).toBe("Read 1 transfer; 1 transfer new or changed in the store.");
    const asOf = /before (\S+)\.$/.exec(lines()[1] ?? "")?.[1] ?? "";
    const total = captureIo();
    expect(await totalPaidCommand(client, { history: "store" }, total.io)).toBe(0);
    expect(total.lines()).toEqual(["25.00 usd"]);
    expect(total.errors()).toBe(`As of ${asOf}; run payoutkit sync for what came later.\n`);
    const summary = captureIo();
    expect(await payoutSummaryCommand(client, { history: "store", json: true }, summary.io)).toBe(0);
    expect(summary.documents()).toEqual([expect.objectContaining({ count: 1, asOf })]);
  });

  test("is what a total from a store that mirrored nothing yet asks for", async () => {
    const { client } = sandboxClient({}, { store: sqliteStore({ path: join(temporaryDirectory(), "payouts.db") }) });
    const { io, errors } = captureIo();
    expect(await totalPaidCommand(client, { history: "store" }, io)).toBe(2);
    expect(errors()).toMatch(/^INVALID_REQUEST: the store has mirrored nothing of this account yet\nRun payoutkit sync first, /);
    expect(errors()).not.toContain("syncHistory");
  });

  test("of a store that keeps no history returns 2 and says which do", async () => {
    const { client } = sandboxClient();
    const { io, errors } = captureIo();
    expect(await syncHistoryCommand(client, {}, io)).toBe(2);
    expect(errors()).toContain("use SQLite or Postgres");
  });

  test("that was interrupted returns 130", async () => {
    const { client } = sandboxClient({}, { store: sqliteStore({ path: join(temporaryDirectory(), "payouts.db") }) });
    expect(await syncHistoryCommand(client, {}, captureIo({ signal: AbortSignal.abort() }).io)).toBe(130);
  });
});

describe("recoverCommand", () => {
  test("says that nothing is open", async () => {
    const { client } = sandboxClient();
    const { io, lines } = captureIo();
    expect(await recoverCommand(client, {}, io)).toBe(0);
    expect(lines()).toEqual(["Nothing is open."]);
  });

  test("finds out what became of a payout whose answer was lost", async () => {
    const { client, sandbox } = impatientClient();
    sandbox.next("lose_response", { times: Number.POSITIVE_INFINITY });
    await sendPayoutCommand(client, request, captureIo().io);
    sandbox.clearScenarios();
    const { io, lines } = captureIo();
    expect(await recoverCommand(client, {}, io)).toBe(0);
    expect(lines()).toEqual(expect.arrayContaining(["Checked     1", "Paid        1"]));
    expect(sandbox.movements()).toBe(1);
  });
});

test("every command returns 130 when it is interrupted before it has an answer", async () => {
  const { client } = sandboxClient();
  const { io } = captureIo({ signal: AbortSignal.abort() });
  expect(await balanceCommand(client, {}, io)).toBe(130);
  expect(await sendPayoutCommand(client, request, io)).toBe(130);
  expect(await totalPaidCommand(client, {}, io)).toBe(130);
});

async function clientWithPayouts(count: number): Promise<{ client: PayoutClient }> {
  const { client } = sandboxClient();
  for (let index = 0; index < count; index += 1) {
    const currency = index % 2 === 0 ? "jpy" : "usd";
    assertOk(
      await client.sendPayout({ reference: `r${index}`, recipientId: `acct_${index % 2}`, amount: 1000, currency }),
    );
  }
  return { client };
}
