import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PayoutError } from "../../../src/domain/errors.ts";
import type { ProviderCall, ProviderTransferPage, TransferProvider } from "../../../src/ports/transfer-provider.ts";
import { stripeProvider } from "../../../src/providers/stripe/index.ts";
import { markGroup, markMetadata } from "../../../src/providers/stripe/mark.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { type FaultKind, type StandIn, startStandIn } from "../../stand-in/index.ts";
import { answering } from "./answering.ts";
import { closeClean } from "./close-clean.ts";
import { commandFor } from "./payouts.ts";

const nowMs = Date.UTC(2026, 10, 20, 12);
const mark = { namespace: "default", reference: "2026-11:member_42" };

let stripe: StandIn;
let provider: TransferProvider;

beforeEach(async () => {
  stripe = await startStandIn({
    clock: { startMs: nowMs, frozen: true },
    balances: { usd: { available: { card: 900, bank_account: 100 }, pending: -50 }, eur: 70 },
    recipients: ["acct_ready", { id: "acct_pending", transfers: "pending" }, { id: "acct_none", transfers: "none" }],
  });
  provider = stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url });
});

afterEach(() => closeClean(stripe));

type Refused = (of: TransferProvider, call?: ProviderCall) => Promise<PayoutError>;

/** Every read as a function that expects it to fail. */
const reads: [string, Refused][] = [
  ["identify", async (of, call) => assertErr(await of.identify(call))],
  ["balance", async (of, call) => assertErr(await of.balance(call))],
  ["get", async (of, call) => assertErr(await of.get("tr_1", call))],
  ["list", async (of, call) => assertErr(await of.list({ limit: 10 }, call))],
  ["findByReference", async (of, call) => assertErr(await of.findByReference(mark, call))],
  ["checkRecipient", async (of, call) => assertErr(await check(of, "acct_ready", call))],
];

function check(of: TransferProvider, id: string, call?: ProviderCall): ReturnType<NonNullable<TransferProvider["checkRecipient"]>> {
  if (of.checkRecipient === undefined) throw new Error("the Stripe provider can check recipients");
  return of.checkRecipient(id, call);
}

describe("balance", () => {
  test("tells what is available, pending and spendable, sorted by currency", async () => {
    expect(assertOk(await provider.balance())).toEqual({
      available: [{ amount: 70, currency: "eur" }, { amount: 1000, currency: "usd" }],
      pending: [{ amount: 0, currency: "eur" }, { amount: -50, currency: "usd" }],
      spendable: [{ amount: 70, currency: "eur" }, { amount: 900, currency: "usd" }],
    });
  });
});

describe("get", () => {
  test("reads one transfer", async () => {
    const { transfer } = assertOk(await provider.create(commandFor(provider, { amount: 100 })));
    expect(assertOk(await provider.get(transfer.id))).toEqual(transfer);
  });

  test.each(["tr_nothere", "", "..", "tr_1/reversals", "tr_1?x=1"])("%j is not_found", async (id) => {
    const error = assertErr(await provider.get(id), "API_ERROR");
    expect(error).toMatchObject({ reason: "not_found", outcome: "not_created", retryable: false });
  });

  test("ids that could name another endpoint are never sent", async () => {
    for (const id of ["", "..", "tr_1/reversals"]) assertErr(await provider.get(id));
    expect(stripe.requests).toEqual([]);
  });
});

describe("list", () => {
  test("pages through everything, newest first, and ends with a null cursor", async () => {
    stripe.seedTransfers(25, { stepMs: 1000 });
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: ProviderTransferPage = assertOk(await provider.list({ limit: 10, cursor }));
      ids.push(...page.transfers.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(ids).toEqual(stripe.transfers().map(({ id }) => id));
  });

  test("from is inclusive and to is exclusive, to the millisecond", async () => {
    stripe.seedTransfers(5, { firstMs: nowMs - 10_000, stepMs: 1000 });
    const count = async (fromMs: number, toMs: number): Promise<number> =>
      assertOk(await provider.list({ limit: 100, fromMs, toMs })).transfers.length;
    expect(await count(nowMs - 10_000, nowMs - 6000)).toBe(4);
    expect(await count(nowMs - 9999, nowMs - 6000)).toBe(3);
    expect(await count(nowMs - 10_000, nowMs - 5999)).toBe(5);
  });

  test("filters by recipient", async () => {
    stripe.seedTransfers(6, { recipients: 2 });
    const { transfers } = assertOk(await provider.list({ limit: 100, recipientId: "acct_seed1" }));
    expect(transfers.map(({ recipientId }) => recipientId)).toEqual(["acct_seed1", "acct_seed1", "acct_seed1"]);
  });

  test("other people's transfers bear no mark", async () => {
    stripe.addTransfer({ amount: 10, currency: "usd", destination: "acct_ready", transferGroup: "order_7" });
    const { transfers } = assertOk(await provider.list({ limit: 100 }));
    expect(transfers).toMatchObject([{ mark: null, status: "paid", amount: 10 }]);
  });

  test("an unknown cursor is an error", async () => {
    const error = assertErr(await provider.list({ limit: 10, cursor: "tr_gone" }), "API_ERROR");
    expect(error.outcome).toBe("not_created");
  });
});

describe("findByReference", () => {
  const marked = { amount: 1, currency: "usd", destination: "acct_ready", transferGroup: markGroup(mark) };

  test("finds every transfer of the payout, oldest first, on every page", async () => {
    stripe.setBalance("usd", 1000);
    const all: string[] = [];
    for (let index = 0; index < 122; index += 1) {
      stripe.addTransfer({ ...marked, transferGroup: "order_7", metadata: markMetadata(mark) });
      all.push(stripe.addTransfer({ ...marked, metadata: markMetadata(mark) }).id);
      if (index % 60 === 0) stripe.clock.advance(1000);
    }
    const found = assertOk(await provider.findByReference(mark));
    expect(found.transfers.map(({ id }) => id)).toEqual(all);
    expect(found.serverTimeMs).toBe(nowMs + 3000);
    expect(stripe.requests.filter(({ path }) => path === "/v1/transfers")).toHaveLength(2);
  });

  test.each([
    ["was removed", {}],
    ["was changed", markMetadata({ ...mark, reference: "another" })],
  ])("finds a transfer whose mark in its metadata %s, by its group, which nobody can change", async (_, metadata) => {
    const { id } = stripe.addTransfer({ ...marked, metadata });
    expect(assertOk(await provider.findByReference(mark)).transfers).toMatchObject([{ id, mark, amount: 1 }]);
  });

  test("takes no transfer of another group for the payout's, whatever Stripe answers", async () => {
    const odd = { object: "transfer", id: "tr_1", amount: 1, currency: "usd", destination: "acct_ready", metadata: {}, created: 1, livemode: false };
    await using server = await answering(() => ({ body: { object: "list", data: [odd, { ...odd, id: "tr_2", transfer_group: "order_7" }], has_more: false } }));
    const fromOddOne = stripeProvider({ apiKey: "sk_test_1", baseUrl: server.url });
    expect(assertOk(await fromOddOne.findByReference(mark)).transfers).toEqual([]);
  });

  test("finds nothing under another namespace or reference", async () => {
    stripe.addTransfer({ ...marked, metadata: markMetadata(mark) });
    for (const other of [{ ...mark, namespace: "other" }, { ...mark, reference: "other" }]) {
      expect(assertOk(await provider.findByReference(other)).transfers).toEqual([]);
    }
  });

  test("is an error if any page fails", async () => {
    stripe.setBalance("usd", 1000);
    for (let index = 0; index < 120; index += 1) stripe.addTransfer({ ...marked, metadata: markMetadata(mark) });
    stripe.addFault({ name: "error_429", path: "/v1/transfers", skip: 1 });
    const error = assertErr(await provider.findByReference(mark), "API_ERROR");
    expect(error).toMatchObject({ reason: "rate_limited", outcome: "not_created" });
  });

  const item = (id: string): object => ({ object: "transfer", id });

  test.each([
    ["claims more and is empty", () => ({ data: [], has_more: true })],
    ["comes again", () => ({ data: [item("tr_1")], has_more: true })],
    ["goes round in circles", (url: string) => ({ data: [item(url.includes("tr_1") ? "tr_2" : "tr_1")], has_more: true })],
  ])("a page that %s is an error, not an endless loop", async (_, page) => {
    await using server = await answering(({ url = "" }) => ({ body: page(url) }));
    const odd = stripeProvider({ apiKey: "sk_test_1", baseUrl: server.url });
    const error = assertErr(await odd.findByReference(mark), "API_ERROR");
    expect(error.reason).toBe("invalid_response");
    expect(server.requests.length).toBeLessThan(5);
  });
});

describe("checkRecipient", () => {
  test("tells whether an account can be paid and what is missing", async () => {
    expect(assertOk(await check(provider, "acct_ready"))).toEqual({ ready: true, missing: null });
    expect(assertOk(await check(provider, "acct_pending"))).toMatchObject({
      ready: false,
      missing: expect.stringContaining("capability transfers: pending"),
    });
    expect(assertOk(await check(provider, "acct_none"))).toMatchObject({
      ready: false,
      missing: expect.stringContaining("capability transfers: not requested"),
    });
  });

  test("an account that the platform doesn't have is INVALID_RECIPIENT not_found", async () => {
    const error = assertErr(await check(provider, "acct_nobody"), "INVALID_RECIPIENT");
    expect(error).toMatchObject({ reason: "not_found", details: { recipientId: "acct_nobody" } });
  });

  test.each(["", "acct_a/../b", "tr_1"])("%j is INVALID_RECIPIENT malformed and isn't sent", async (id) => {
    expect(assertErr(await check(provider, id), "INVALID_RECIPIENT").reason).toBe("malformed");
    expect(stripe.requests).toEqual([]);
  });
});

const faults: [FaultKind, string, boolean][] = [
  [{ name: "error_429", reason: "global-rate", retryAfterSeconds: 2 }, "rate_limited", true],
  [{ name: "error_401" }, "authentication", false],
  [{ name: "error_500_not_executed" }, "unavailable", true],
  [{ name: "truncated_body" }, "network", true],
  [{ name: "wrong_shape" }, "invalid_response", true],
  [{ name: "wrong_shape", status: 503 }, "unavailable", true],
  [{ name: "unreadable_body" }, "invalid_response", true],
  [{ name: "html_502" }, "unavailable", true],
];

describe.each(reads)("%s", (_, read) => {
  test.each(faults)("after %j is API_ERROR %s", async (fault, reason, retryable) => {
    stripe.addFault(fault);
    const error = await read(provider);
    expect(error).toMatchObject({ code: "API_ERROR", reason, outcome: "not_created", retryable });
    const asked = stripe.requests.map(({ path }) => path);
    expect(asked).toEqual([...new Set(asked)]);
    expect(asked).not.toEqual([]);
  });

  test("tells how long to wait after a 429", async () => {
    stripe.addFault({ name: "error_429", retryAfterSeconds: 2 });
    expect(await read(provider)).toMatchObject({ details: { retryAfterMs: 2000 } });
  });

  test("without an answer in time is API_ERROR timeout", async () => {
    const hasty = stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url, timeoutMs: 100 });
    stripe.addFault({ name: "hang" });
    expect(await read(hasty)).toMatchObject({ code: "API_ERROR", reason: "timeout", outcome: "not_created" });
  });

  test("without a server is API_ERROR network", async () => {
    const lost = stripeProvider({ apiKey: "sk_test_1", baseUrl: "http://127.0.0.1:1" });
    expect(await read(lost)).toMatchObject({ code: "API_ERROR", reason: "network", outcome: "not_created" });
  });

  test("with a signal that is aborted already sends nothing", async () => {
    const error = await read(provider, { signal: AbortSignal.abort() });
    expect(error).toMatchObject({ code: "API_ERROR", reason: "aborted", outcome: "not_created" });
    expect(stripe.requests).toEqual([]);
  });

  test("ends its waiting when the signal is aborted", async () => {
    const controller = new AbortController();
    await using server = await answering(() => {
      controller.abort();
      return { body: null, drips: true };
    });
    const slow = stripeProvider({ apiKey: "sk_test_1", baseUrl: server.url });
    const error = await read(slow, { signal: controller.signal });
    expect(error).toMatchObject({ code: "API_ERROR", reason: "aborted", outcome: "not_created" });
  });
});
