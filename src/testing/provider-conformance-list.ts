import type { ProviderTransfer, ProviderTransferPage, TransferQuery } from "../ports/transfer-provider.ts";
import { assertErr, assertOk } from "./assert.ts";
import { check, checkSame, pay, type ProviderWorld, type Suite } from "./provider-conformance-suite.ts";

/** How a provider lists transfers. */
export function listFacts<W extends ProviderWorld>({ fact, passTime }: Suite<W>): void {
  const payFive = async (world: W): Promise<string[]> => {
    const ids: string[] = [];
    for (const reference of ["1", "2", "3", "4", "5"]) {
      ids.unshift((await pay(world, { reference })).transfer.id);
      await passTime?.(world, 1_000);
    }
    return ids;
  };

  fact("an account without transfers has one empty page", async ({ provider }) => {
    checkSame(assertOk(await provider.list({ limit: 1 })), { transfers: [], nextCursor: null }, "the page");
  });

  fact("list gives the newest transfers first", async (world) => {
    const ids = await payFive(world);
    checkSame(await idsOf(world, { limit: 10 }), ids, "the order");
  });

  fact("pages of any size give every transfer once, and the last one has no cursor", async (world) => {
    const ids = await payFive(world);
    for (const limit of [1, 2, 4, 5, 6, world.provider.capabilities.maxPageSize]) {
      const transfers = await walk(world, { limit });
      checkSame(transfers.map(({ id }) => id), ids, `the transfers in pages of ${limit}`);
    }
  });

  fact("a page isn't disturbed by a transfer made after the page before it", async (world) => {
    const ids = await payFive(world);
    const first = assertOk(await world.provider.list({ limit: 2 }));
    check(first.nextCursor !== null, "a cursor");
    await pay(world, { reference: "6" });
    const rest = await walk(world, { limit: 2, cursor: first.nextCursor });
    checkSame([...first.transfers, ...rest].map(({ id }) => id), ids, "the transfers");
  });

  fact("fromMs is inclusive and toMs is exclusive, to the millisecond", async (world) => {
    await payFive(world);
    const all = await walk(world, { limit: 10 });
    const edges = all.flatMap(({ createdAtMs }) => [createdAtMs - 1, createdAtMs, createdAtMs + 1]);
    for (const edge of new Set(edges)) {
      const since = all.filter(({ createdAtMs }) => createdAtMs >= edge);
      const until = all.filter(({ createdAtMs }) => createdAtMs < edge);
      checkSame(await idsOf(world, { fromMs: edge, limit: 10 }), since.map(({ id }) => id), `transfers from ${edge}`);
      checkSame(await idsOf(world, { toMs: edge, limit: 10 }), until.map(({ id }) => id), `transfers to ${edge}`);
    }
  });

  fact("a provider that is read in windows goes on after its cursor when fromMs is raised", async (world) => {
    const { windowStepMs } = world.provider.capabilities;
    if (windowStepMs === undefined) return;
    const ids = await payFive(world);
    const first = assertOk(await world.provider.list({ limit: 2 }));
    const last = first.transfers.at(-1);
    check(first.nextCursor !== null && last !== undefined, "two transfers and a cursor");
    const fromMs = Math.floor(last.createdAtMs / windowStepMs) * windowStepMs;
    const newer = await walk(world, { limit: 2, cursor: first.nextCursor, fromMs });
    const older = await walk(world, { limit: 2, toMs: fromMs });
    checkSame([...first.transfers, ...newer, ...older].map(({ id }) => id), ids, "the transfers of the windows");
  });

  fact("a list of one recipient's transfers holds nobody else's", async (world) => {
    const ids = await payFive(world);
    const { payableRecipientId, unknownRecipientId } = world;
    checkSame(await idsOf(world, { recipientId: payableRecipientId, limit: 2 }), ids, "the recipient's transfers");
    const nobody = await world.provider.list({ recipientId: unknownRecipientId, limit: 2 });
    checkSame(nobody.map((page) => page.transfers).unwrapOr([]), [], "nobody's transfers");
  });

  fact("a cursor that no page gave is an error", async (world) => {
    await pay(world);
    const error = assertErr(await world.provider.list({ limit: 1, cursor: "no-such-cursor" }), "API_ERROR");
    checkSame(error.outcome, "not_created", "the outcome");
  });
}

async function idsOf(world: ProviderWorld, query: TransferQuery): Promise<string[]> {
  return (await walk(world, query)).map(({ id }) => id);
}

async function walk({ provider }: ProviderWorld, query: TransferQuery): Promise<readonly ProviderTransfer[]> {
  const limit = Math.min(query.limit, provider.capabilities.maxPageSize);
  const transfers: ProviderTransfer[] = [];
  let cursor: string | null | undefined = query.cursor;
  for (let pages = 0; cursor !== null; pages += 1) {
    check(pages < 20, "the pages to come to an end");
    const page: ProviderTransferPage = assertOk(await provider.list({ ...query, limit, cursor }));
    check(page.transfers.length <= limit, `at most ${limit} transfers on a page`);
    transfers.push(...page.transfers);
    cursor = page.nextCursor;
  }
  return transfers;
}
