import { err, ok } from "neverthrow";
import type {
  ProviderCapabilities,
  ProviderTransfer,
  ProviderTransferPage,
  RecipientCheck,
  TransferProvider,
  TransferQuery,
} from "../../../src/ports/transfer-provider.ts";
import type { TransferReversals } from "../../../src/ports/transfer-reversals.ts";
import type { Bank } from "./bank.ts";
import { groupOf } from "./books.ts";
import { promises } from "./durations.ts";
import { Line } from "./line.ts";
import type { Machine } from "./machine.ts";
import { writeOrder, writeReversalOrder } from "./requests.ts";
import type { Surroundings } from "./surroundings.ts";

/** The account that every client of a world calls. */
export const platform = "acct_platform";

/** The bank as one process reaches it: an adapter that never retries, at the end of a bad line. */
export function providerPort(around: Surroundings, bank: Bank, machine: Machine): TransferProvider {
  const line = new Line(around, bank, machine);
  return {
    specificationVersion: "v1",
    name: "simulated",
    capabilities,
    identify: (call) => line.read("identify", call, () => ({ mode: "live", account: platform, serverTimeMs: line.serverTimeMs() })),
    balance: (call) => line.read("balance", call, () => balanceOf(bank)),
    prepare: (payout) =>
      payout.recipientId.startsWith("acct_")
        ? ok(writeOrder(payout, machine.release))
        : err({ kind: "malformed_recipient", message: "expected acct_…" }),
    create: (command) =>
      line
        .send(command, ({ transfer }) => transfer)
        .map(({ made: transfer, replayed, serverTimeMs }) => ({ transfer, replayed, serverTimeMs })),
    get: (transferId, call) => line.read("get", call, () => bank.books.find(transferId)),
    list: (query, call) => line.read("list", call, () => page(line.visible(), query)),
    findByReference: (mark, call) => line.read("look up", call, () => ({ transfers: line.visible(groupOf(mark)), serverTimeMs: line.serverTimeMs() })),
    checkRecipient: (recipientId, call) => line.read("check", call, () => checkOf(bank, recipientId)),
    reversals: reversalsOver(bank, machine, line),
  };
}

/** How fast each process may call. */
export const rateLimits = { perSecond: { read: 10, write: 5 }, concurrency: 4 };

const capabilities: ProviderCapabilities = {
  ...promises,
  storesDeclines: true,
  requestsPerSecond: rateLimits.perSecond,
  concurrency: rateLimits.concurrency,
  maxPageSize: 4,
};

function reversalsOver(bank: Bank, machine: Machine, line: Line): TransferReversals {
  return {
    prepare: (reversal) => ok(writeReversalOrder(reversal, machine.release)),
    create: (command) =>
      line
        .send(command, ({ reversal }) => reversal)
        .map(({ made: reversal, replayed, serverTimeMs }) => ({ reversal, replayed, serverTimeMs })),
    find: ({ transferId, mark }, call) =>
      line.read("look up", call, () => {
        const ofTransfer = bank.books.reversals.filter((reversal) => reversal.transferId === transferId);
        const reversals = ofTransfer.filter((reversal) => reversal.mark !== null && groupOf(reversal.mark) === groupOf(mark));
        return { reversals, serverTimeMs: line.serverTimeMs() };
      }),
  };
}

function balanceOf(bank: Bank): { available: Money; pending: Money; spendable: Money } {
  const money = [{ amount: bank.balance, currency: "usd" }];
  return { available: money, pending: [], spendable: money };
}

type Money = { amount: number; currency: string }[];

function checkOf({ unready }: Bank, recipientId: string): RecipientCheck {
  return unready.has(recipientId) ? { ready: false, missing: "transfers" } : { ready: true, missing: null };
}

function page(oldestFirst: readonly ProviderTransfer[], { limit, cursor, recipientId, fromMs, toMs }: TransferQuery): ProviderTransferPage {
  const newestFirst = oldestFirst.toReversed().filter((transfer) => {
    const { createdAtMs } = transfer;
    return (recipientId ?? transfer.recipientId) === transfer.recipientId && createdAtMs >= (fromMs ?? createdAtMs) && createdAtMs < (toMs ?? Infinity);
  });
  const start = cursor === undefined ? 0 : newestFirst.findIndex(({ id }) => id === cursor) + 1;
  const transfers = newestFirst.slice(start, start + limit);
  const more = start + limit < newestFirst.length;
  return { transfers, nextCursor: more ? (transfers.at(-1)?.id ?? null) : null };
}
