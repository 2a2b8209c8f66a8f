import { err, errAsync, ok, okAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import { PayoutError } from "../../src/domain/errors.ts";
import type { PayoutMark, ProviderTransfer, TransferProvider } from "../../src/ports/transfer-provider.ts";
import { sandboxProvider, type SandboxProvider } from "../../src/providers/sandbox/index.ts";
import { providerConformance } from "../../src/testing/provider-conformance.ts";
import { testClock } from "../../src/testing/test-clock.ts";
import { brokenReversals } from "./broken-reversals.ts";

type Breakage = (provider: SandboxProvider) => Partial<TransferProvider>;

/** Each provider is right but for one thing, and the sentence is one that it breaks. */
const breakages: readonly (readonly [sentence: string, breakage: Breakage])[] = [
  ["the provider has a short lower-case name and the version of its port", () => ({ name: "The Sandbox" })],
  [
    "the capabilities are whole numbers that agree with each other",
    ({ capabilities }) => ({ capabilities: { ...capabilities, quietMs: 1 } }),
  ],
  [
    "identify names the same account each time and says whether its money is real",
    () => ({ identify: () => okAsync({ mode: "test", account: String(counter()), serverTimeMs: null }) }),
  ],
  [
    "balance lists a currency once, in lower case, in whole minor units",
    () => ({ balance: () => okAsync(balanceOf("USD")) }),
  ],
  [
    "prepare gives the same request for the same payout",
    (right) => ({ prepare: (payout) => right.prepare({ ...payout, description: `request ${counter()}` }) }),
  ],
  [
    "prepare gives the same request in whatever order the metadata was written",
    () => ({ prepare: (payout) => ok({ apiVersion: null, body: JSON.stringify(payout) }) }),
  ],
  [
    "prepare gives another request for another payout",
    (right) => ({ prepare: (payout) => right.prepare({ ...payout, namespace: "all" }) }),
  ],
  [
    "prepare refuses a recipient whose id is malformed",
    (right) => ({
      prepare: (payout) => right.prepare({ ...payout, recipientId: payout.recipientId.replace(" ", "") }),
    }),
  ],
  [
    "create makes the transfer that was prepared and says that it is new",
    (right) => ({ create: (command) => right.create(command).map((made) => ({ ...made, replayed: true })) }),
  ],
  [
    "create under the same key and parameters answers the first transfer and says so",
    (right) => ({ create: (command) => right.create({ ...command, idempotencyKey: `key ${counter()}` }) }),
  ],
  [
    "create under the same key and parameters answers the first transfer and says so",
    (right) => ({ create: (command) => right.create(command).map((made) => ({ ...made, replayed: false })) }),
  ],
  [
    "create under the same key and other parameters is a key_conflict and moves nothing",
    (right) => ({
      create: (command) => right.create({ ...command, idempotencyKey: command.idempotencyKey + command.prepared.body }),
    }),
  ],
  [
    "create under another key makes another transfer",
    (right) => ({ create: (command) => right.create({ ...command, idempotencyKey: command.prepared.body }) }),
  ],
  [
    "twins that are sent at the same moment move the money once",
    (right) => ({ create: (command) => right.create({ ...command, idempotencyKey: `key ${counter()}` }) }),
  ],
  [
    "a lost answer is indeterminate, and the same key then answers the transfer that was made",
    (right) => ({
      create: (command) => right.create(command).mapErr((failure) => ({ ...failure, kind: "declined" as const })),
    }),
  ],
  [
    "create refuses more than the balance covers, and moves nothing",
    (right) => ({
      create: (command) => right.create(command).mapErr((failure) => ({ ...failure, error: noAnswer() })),
    }),
  ],
  [
    "a refusal is given again under its key exactly if storesDeclines says so",
    ({ capabilities }) => ({ capabilities: { ...capabilities, storesDeclines: false } }),
  ],
  [
    "a reversal shows in the transfer: partly, then fully",
    (right) => ({ get: (id, call) => right.get(id, call).map((transfer) => ({ ...transfer, status: "paid" })) }),
  ],
  [
    "get of an id that no transfer has is not_found, whatever the id",
    (right) => ({
      get: (id, call) => {
        if (id === "") throw new Error("an id is required");
        return right.get(id, call);
      },
    }),
  ],
  ["a signal that is aborted already ends each read with aborted", (right) => ({ balance: () => right.balance() })],
  [
    "a lookup by reference finds the transfer, and nothing of another namespace or reference",
    (right) => ({
      findByReference: (mark) =>
        lookup(right, (transfer) => transfer.mark?.reference.trim().toLowerCase() === mark.reference.toLowerCase()),
    }),
  ],
  [
    "a lookup keeps apart a namespace and a reference that run into each other",
    (right) => ({
      findByReference: (mark) =>
        lookup(right, (transfer) => transfer.mark !== null && joined(transfer.mark) === joined(mark)),
    }),
  ],
  [
    "a lookup finds every transfer of a mark, oldest first",
    (right) => ({
      findByReference: (mark, call) =>
        right.findByReference(mark, call).map((found) => ({ ...found, transfers: found.transfers.slice(0, 1) })),
    }),
  ],
  [
    "a reference of 255 characters of any alphabet is found and read back as it was",
    (right) => ({ get: (id, call) => right.get(id, call).map((transfer) => ({ ...transfer, mark: null })) }),
  ],
  [
    "get, list and a lookup tell the same of a transfer as create did",
    (right) => ({ get: (id, call) => right.get(id, call).map((transfer) => ({ ...transfer, description: null })) }),
  ],
  [
    "description and metadata come back as they were given, without the library's marks",
    (right) => ({
      get: (id, call) =>
        right.get(id, call).map((transfer) => ({ ...transfer, metadata: { payoutkit_reference: "1" } })),
    }),
  ],
  [
    "list gives the newest transfers first",
    (right) => ({
      list: (query, call) =>
        right.list(query, call).map((page) => ({ ...page, transfers: page.transfers.toReversed() })),
    }),
  ],
  [
    "pages of any size give every transfer once, and the last one has no cursor",
    (right) => ({ list: (query, call) => right.list(query, call).map((page) => ({ ...page, nextCursor: null })) }),
  ],
  [
    "pages of any size give every transfer once, and the last one has no cursor",
    (right) => ({
      list: (query, call) =>
        right.list(query, call).map(({ transfers }) => ({ transfers, nextCursor: transfers.at(-1)?.id ?? "end" })),
    }),
  ],
  [
    "a page isn't disturbed by a transfer made after the page before it",
    (right) => ({
      list: ({ cursor = "0", limit, ...query }) =>
        right.list({ ...query, limit: 100 }).map(({ transfers }) => {
          const end = Number(cursor) + limit;
          const nextCursor = end < transfers.length ? String(end) : null;
          return { transfers: transfers.slice(Number(cursor), end), nextCursor };
        }),
    }),
  ],
  [
    "fromMs is inclusive and toMs is exclusive, to the millisecond",
    (right) => ({
      list: ({ fromMs = -1, ...query }, call) => right.list({ ...query, fromMs: fromMs + 1 }, call),
    }),
  ],
  [
    "fromMs is inclusive and toMs is exclusive, to the millisecond",
    (right) => ({
      list: ({ toMs = Infinity, ...query }, call) => right.list({ ...query, toMs: toMs + 1 }, call),
    }),
  ],
  [
    "a provider that is read in windows goes on after its cursor when fromMs is raised",
    (right) => ({
      list: ({ cursor, ...query }, call) =>
        right.list(query.fromMs === undefined ? { ...query, cursor } : query, call),
    }),
  ],
  [
    "a list of one recipient's transfers holds nobody else's",
    (right) => ({ list: ({ recipientId: _ignored, ...query }, call) => right.list(query, call) }),
  ],
  [
    "a cursor that no page gave is an error",
    (right) => ({
      list: (query, call) => right.list(query, call).orElse(() => ok({ transfers: [], nextCursor: null })),
    }),
  ],
  [
    "checkRecipient says what a recipient lacks who can't be paid",
    () => ({ checkRecipient: () => okAsync({ ready: true, missing: null }) }),
  ],
  [
    "checkRecipient of an id that nobody has is INVALID_RECIPIENT",
    (right) => ({
      checkRecipient: (recipientId, call) =>
        right.checkRecipient(recipientId, call).orElse((error) =>
          error.code === "API_ERROR" ? err(error) : ok({ ready: false, missing: "everything" }),
        ),
    }),
  ],
];

describe("providerConformance", () => {
  test("finds nothing wrong with the sandbox", async () => {
    expect(await brokenSentences(() => ({}))).toEqual([]);
  });

  test.each(breakages)("a provider that breaks it is caught by: %s", async (sentence, breakage) => {
    expect(await brokenSentences(breakage)).toContain(`broken: ${sentence}`);
  });

  test("a provider that claims to check no recipients but does is caught", async () => {
    const sentence = "broken: a provider that can't check recipients leaves checkRecipient out";
    expect(await brokenSentences(() => ({}), { checksRecipients: false })).toEqual([sentence]);
  });

  test("a provider that claims to take no transfers back but does is caught", async () => {
    const sentence = "broken: a provider that can't take transfers back leaves reversals out";
    expect(await brokenSentences(() => ({}), { reversesTransfers: false })).toEqual([sentence]);
    expect(await brokenSentences(() => ({ reversals: undefined }), { reversesTransfers: false })).toEqual([]);
  });

  test.each(brokenReversals)("a provider whose reversals break it is caught by: %s", async (sentence, breakage) => {
    const found = await brokenSentences(({ reversals }) => ({ reversals: { ...reversals, ...breakage(reversals) } }));
    expect(found).toContain(`broken: ${sentence}`);
  });

  test("releases the world of each test, also of one that failed", async () => {
    const worlds = { made: 0, released: 0 };
    await brokenSentences(() => ({ balance: () => errAsync(noAnswer()) }), { worlds });
    expect(worlds.made).toBeGreaterThan(30);
    expect(worlds.released).toBe(worlds.made);
  });
});

async function brokenSentences(
  breakage: Breakage,
  { checksRecipients = true, reversesTransfers = true, worlds = { made: 0, released: 0 } } = {},
): Promise<string[]> {
  const tests: { readonly title: string; readonly run: () => Promise<void> }[] = [];
  providerConformance({
    name: "broken",
    test: (title, run) => tests.push({ title, run }),
    checksRecipients,
    reversesTransfers,
    create: () => {
      worlds.made += 1;
      const clock = testClock();
      const sandbox = sandboxProvider({
        balance: { usd: 100_000 },
        clock,
        recipients: { acct_new: "not_ready", acct_nobody: "not_found" },
      });
      return {
        clock,
        sandbox,
        provider: { ...sandbox, ...breakage(sandbox) },
        payableRecipientId: "acct_maya",
        unpayableRecipientId: "acct_new",
        unknownRecipientId: "acct_nobody",
        malformedRecipientId: "no spaces",
        currency: "usd",
        amount: 2_500,
        close: () => (worlds.released += 1),
      };
    },
    loseNextResponse: ({ sandbox }) => sandbox.next("lose_response"),
    reverse: ({ sandbox }, transferId, amount) => sandbox.reverse(transferId, amount),
    passTime: ({ clock }, ms) => clock.advance(ms),
  });
  const broken: string[] = [];
  for (const { title, run } of tests) await run().catch(() => broken.push(title));
  return broken;
}

let count = 0;

function counter(): number {
  count += 1;
  return count;
}

function lookup(
  right: TransferProvider,
  matches: (transfer: ProviderTransfer) => boolean,
): ReturnType<TransferProvider["findByReference"]> {
  return right
    .list({ limit: 100 })
    .map(({ transfers }) => ({ transfers: transfers.filter(matches), serverTimeMs: null }));
}

function joined(mark: PayoutMark): string {
  return `${mark.namespace}:${mark.reference}`;
}

function balanceOf(currency: string) {
  const money = [{ amount: 100_000, currency }];
  return { available: money, pending: [], spendable: money };
}

function noAnswer(): PayoutError<"API_ERROR"> {
  return new PayoutError({
    code: "API_ERROR",
    outcome: "not_created",
    reason: "unavailable",
    details: {},
    message: "no answer",
  });
}

