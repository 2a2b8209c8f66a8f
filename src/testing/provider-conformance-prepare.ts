import type { MarkedPayout } from "../ports/transfer-provider.ts";
import { assertErr } from "./assert.ts";
import { check, checkSame, payoutIn, prepared, type ProviderWorld, type Suite } from "./provider-conformance-suite.ts";

/** What a provider makes of a payout before anything is sent. */
export function prepareFacts<W extends ProviderWorld>({ fact, passTime }: Suite<W>): void {
  fact("prepare gives the same request for the same payout", async (world) => {
    const first = prepared(world, { metadata: { order: "7", shop: "north" } });
    await passTime?.(world, 1_000);
    checkSame(prepared(world, { metadata: { order: "7", shop: "north" } }), first, "the second request");
  });

  fact("prepare gives the same request in whatever order the metadata was written", async (world) => {
    const first = prepared(world, { metadata: { order: "7", shop: "north" } });
    checkSame(prepared(world, { metadata: { shop: "north", order: "7" } }), first, "the second request");
  });

  fact("prepare gives another request for another payout", async (world) => {
    const changes: Partial<MarkedPayout>[] = [
      { reference: "second" },
      { namespace: "other" },
      { amount: world.amount + 1 },
      { recipientId: world.unpayableRecipientId },
      { description: "for November" },
      { metadata: { order: "7" } },
    ];
    const bodies = [{}, ...changes].map((change) => prepared(world, change).body);
    checkSame(new Set(bodies).size, bodies.length, "the number of different requests");
  });

  fact("prepare moves no money", async (world) => {
    prepared(world);
    const mark = { namespace: "conformance", reference: "first" };
    const lookup = await world.provider.findByReference(mark);
    checkSame(lookup.map((answer) => answer.transfers.length).unwrapOr(-1), 0, "the number of transfers");
  });

  fact("prepare refuses a recipient whose id is malformed", async (world) => {
    const refused = assertErr(world.provider.prepare(payoutIn(world, { recipientId: world.malformedRecipientId })));
    checkSame(refused.kind, "malformed_recipient", "the kind of the refusal");
    check(refused.kind === "malformed_recipient" && refused.message.length > 0, "a message that says what is wrong");
  });
}
