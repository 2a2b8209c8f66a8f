import type { PayoutMark, ProviderTransfer } from "../ports/transfer-provider.ts";
import { assertOk } from "./assert.ts";
import { checkTime } from "./provider-conformance-description.ts";
import { checkSame, found, pay, type ProviderWorld, type Suite } from "./provider-conformance-suite.ts";

/** How a provider finds a transfer again. */
export function lookupFacts<W extends ProviderWorld>({ fact, passTime }: Suite<W>): void {
  fact("a lookup by reference finds nothing where nothing was paid", async (world) => {
    const lookup = assertOk(await world.provider.findByReference({ namespace: "conformance", reference: "first" }));
    checkSame(lookup.transfers, [], "the transfers");
    checkTime(lookup.serverTimeMs);
  });

  fact("a lookup by reference finds the transfer, and nothing of another namespace or reference", async (world) => {
    const { transfer } = await pay(world);
    await pay(world, { namespace: "conformance2" }, "conformance-namespace");
    for (const reference of ["First", "first ", "firs", "first2"]) await pay(world, { reference });
    checkSame((await found(world)).map(({ id }) => id), [transfer.id], "the transfers of the payout");
    checkSame(await idsOf(world, { namespace: "Conformance", reference: "first" }), [], "another namespace's");
  });

  fact("a lookup keeps apart a namespace and a reference that run into each other", async (world) => {
    const { transfer } = await pay(world, { namespace: "shop", reference: "a:b" }, "conformance-left");
    checkSame(await idsOf(world, { namespace: "shop:a", reference: "b" }), [], "the other's transfers");
    checkSame(await idsOf(world, { namespace: "shop", reference: "a:b" }), [transfer.id], "its own transfers");
  });

  fact("a lookup finds every transfer of a mark, oldest first", async (world) => {
    const first = await pay(world, {}, "conformance-1");
    await passTime?.(world, 1_000);
    const second = await pay(world, {}, "conformance-2");
    const wanted = [first.transfer.id, second.transfer.id];
    const transfers = await found(world);
    checkSame(transfers.map(({ id }) => id).sort(), [...wanted].sort(), "the transfers of the mark");
    const times = transfers.map(({ createdAtMs }) => createdAtMs);
    checkSame(times, [...times].sort((left, right) => left - right), "the order");
  });

  fact("a reference of 255 characters of any alphabet is found and read back as it was", async (world) => {
    const mark = { namespace: "ñ".repeat(64), reference: `${"🌱é/%&= '\"".repeat(28)}012` };
    const { transfer } = await pay(world, mark, "conformance-long");
    checkSame(await idsOf(world, mark), [transfer.id], "the transfers of the mark");
    checkSame(assertOk(await world.provider.get(transfer.id)).mark, mark, "the mark");
  });

  fact("get, list and a lookup tell the same of a transfer as create did", async (world) => {
    const { transfer } = await pay(world, { description: "for November", metadata: { order: "7" } });
    const told = withoutRaw(transfer);
    const page = assertOk(await world.provider.list({ limit: 1 }));
    checkSame(withoutRaw(assertOk(await world.provider.get(transfer.id))), told, "the transfer of get");
    checkSame(page.transfers.map(withoutRaw), [told], "the transfers of list");
    checkSame((await found(world)).map(withoutRaw), [told], "the transfers of the lookup");
  });
}

async function idsOf(world: ProviderWorld, mark: PayoutMark): Promise<string[]> {
  return assertOk(await world.provider.findByReference(mark)).transfers.map(({ id }) => id);
}

function withoutRaw({ raw: _raw, ...told }: ProviderTransfer): Omit<ProviderTransfer, "raw"> {
  return told;
}
