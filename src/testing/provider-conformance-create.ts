import { assertErr, assertOk } from "./assert.ts";
import { checkTime } from "./provider-conformance-description.ts";
import {
  check,
  checkSame,
  found,
  keyOf,
  pay,
  payoutIn,
  prepared,
  type ProviderWorld,
  spendable,
  type Suite,
} from "./provider-conformance-suite.ts";

/** What a provider does with a request that moves money. */
export function createFacts<W extends ProviderWorld>({ fact, loseNextResponse, reverse }: Suite<W>): void {
  fact("create makes the transfer that was prepared and says that it is new", async (world) => {
    const { transfer, replayed, serverTimeMs } = await pay(world);
    const { recipientId, amount, currency, status, amountReversed, mark } = transfer;
    checkSame(
      { recipientId, amount, currency, status, amountReversed, mark },
      {
        recipientId: world.payableRecipientId,
        amount: world.amount,
        currency: world.currency,
        status: status === "pending" ? "pending" : "paid",
        amountReversed: 0,
        mark: { namespace: "conformance", reference: "first" },
      },
      "the transfer",
    );
    checkSame(replayed, false, "replayed");
    check(transfer.id.length > 0, "an id");
    checkTime(serverTimeMs);
    checkTime(transfer.createdAtMs);
  });

  fact("create takes the amount from the balance", async (world) => {
    const before = await spendable(world);
    await pay(world);
    checkSame(await spendable(world), before - world.amount, "the balance");
  });

  fact("create under the same key and parameters answers the first transfer and says so", async (world) => {
    const before = await spendable(world);
    const first = await pay(world);
    const second = await pay(world);
    checkSame(second.transfer.id, first.transfer.id, "the second answer's transfer");
    checkSame(second.replayed, true, "replayed");
    checkSame(await spendable(world), before - world.amount, "the balance");
  });

  fact("create under the same key and other parameters is a key_conflict and moves nothing", async (world) => {
    await pay(world);
    const before = await spendable(world);
    const command = { idempotencyKey: keyOf("first"), prepared: prepared(world, { amount: world.amount + 1 }) };
    const failure = assertErr(await world.provider.create(command));
    checkSame(failure.kind, "key_conflict", "the kind of the failure");
    checkSame(await spendable(world), before, "the balance");
  });

  fact("create under another key makes another transfer", async (world) => {
    const first = await pay(world);
    const second = await pay(world, {}, "conformance-another");
    check(second.transfer.id !== first.transfer.id, "two transfers");
    checkSame(second.replayed, false, "replayed");
  });

  fact("twins that are sent at the same moment move the money once", async (world) => {
    const before = await spendable(world);
    const command = { idempotencyKey: keyOf("first"), prepared: prepared(world) };
    const answers = await Promise.all([1, 2, 3, 4].map(() => world.provider.create(command)));
    const ids = answers.flatMap((answer) => (answer.isOk() ? [answer.value.transfer.id] : []));
    checkSame(new Set(ids).size, 1, "the number of different transfers");
    for (const answer of answers.filter((one) => one.isErr())) {
      checkSame(assertErr(answer).kind, "indeterminate", "the kind of a twin's failure");
    }
    checkSame(await spendable(world), before - world.amount, "the balance");
  });

  fact("description and metadata come back as they were given, without the library's marks", async (world) => {
    const given = { description: "Zahlung für Māra 🌱", metadata: { order: "7", "Größe": "übergroß" } };
    const { transfer } = await pay(world, given);
    const read = assertOk(await world.provider.get(transfer.id));
    checkSame({ description: read.description, metadata: read.metadata }, given, "what was given");
  });

  if (loseNextResponse !== undefined) {
    fact("a lost answer is indeterminate, and the same key then answers the transfer that was made", async (world) => {
      const before = await spendable(world);
      await loseNextResponse(world);
      const command = { idempotencyKey: keyOf("first"), prepared: prepared(world) };
      const failure = assertErr(await world.provider.create(command));
      checkSame([failure.kind, failure.error.outcome], ["indeterminate", "unknown"], "the failure");
      const { transfer, replayed } = await pay(world);
      checkSame(replayed, true, "replayed");
      checkSame((await found(world)).map(({ id }) => id), [transfer.id], "the transfers of the payout");
      checkSame(await spendable(world), before - world.amount, "the balance");
    });
  }

  if (reverse !== undefined) {
    fact("a reversal shows in the transfer: partly, then fully", async (world) => {
      const { transfer } = await pay(world, payoutIn(world));
      await reverse(world, transfer.id, 1);
      const partly = assertOk(await world.provider.get(transfer.id));
      checkSame([partly.status, partly.amountReversed], ["partially_reversed", 1], "the transfer");
      await reverse(world, transfer.id, world.amount - 1);
      const fully = assertOk(await world.provider.get(transfer.id));
      checkSame([fully.status, fully.amountReversed], ["reversed", world.amount], "the transfer");
    });
  }
}
