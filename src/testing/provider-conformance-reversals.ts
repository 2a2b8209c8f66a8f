import type { PreparedTransfer } from "../ports/transfer-provider.ts";
import type { CreatedReversal, MarkedReversal, ProviderReversal, TransferReversals } from "../ports/transfer-reversals.ts";
import { assertErr, assertOk } from "./assert.ts";
import { checkTime } from "./provider-conformance-description.ts";
import { check, checkSame, keyOf, pay, type ProviderWorld, type Suite } from "./provider-conformance-suite.ts";

/** What a provider does that can take transfers back; one that can't says so. */
export function reversalFacts<W extends ProviderWorld>(suite: Suite<W>): void {
  const { fact, reversesTransfers } = suite;
  if (reversesTransfers) return reversingFacts(suite);
  fact("a provider that can't take transfers back leaves reversals out", async ({ provider }) => {
    checkSame(typeof provider.reversals, "undefined", "the type of reversals");
  });
}

function reversingFacts<W extends ProviderWorld>({ fact, loseNextResponse, passTime }: Suite<W>): void {
  fact("prepare of a reversal gives the same request for the same reversal, and another for another", async (world) => {
    const transferId = await paidId(world);
    const other = await paidId(world, "second");
    const first = preparedReversal(world, { transferId });
    await passTime?.(world, 1_000);
    checkSame(preparedReversal(world, { transferId }), first, "the second request");
    const changes = [{ transferId: other }, { transferId, reference: "other" }, { transferId, namespace: "other" }, { transferId, amount: 2 }];
    const bodies = [first, ...changes.map((change) => preparedReversal(world, change))].map(({ body }) => body);
    checkSame(new Set(bodies).size, bodies.length, "the number of different requests");
    checkSame(await takenBack(world, transferId), 0, "what was taken back");
  });

  fact("a reversal takes the amount back of its transfer, bears its mark and says that it is new", async (world) => {
    const transferId = await paidId(world);
    const { reversal, replayed, serverTimeMs } = await reverse(world, { transferId, amount: 700 });
    const { amount, currency, mark } = reversal;
    const wanted = { transferId, amount: 700, currency: world.currency, mark: { namespace: "conformance", reference: "back" } };
    checkSame({ transferId: reversal.transferId, amount, currency, mark }, wanted, "the reversal");
    checkSame(replayed, false, "replayed");
    check(reversal.id.length > 0 && reversal.id !== transferId, "an id of its own");
    checkTime(serverTimeMs);
    checkTime(reversal.createdAtMs);
    checkSame(await takenBack(world, transferId), 700, "what was taken back");
  });

  fact("a reversal under the same key and parameters answers the first one and says so", async (world) => {
    const transferId = await paidId(world);
    const first = await reverse(world, { transferId });
    const second = await reverse(world, { transferId });
    checkSame([second.reversal.id, second.replayed], [first.reversal.id, true], "the second answer");
    checkSame(await takenBack(world, transferId), 1, "what was taken back");
  });

  fact("a reversal under the same key and other parameters is a key_conflict and takes nothing back", async (world) => {
    const transferId = await paidId(world);
    await reverse(world, { transferId });
    const command = { idempotencyKey: keyOf("back"), prepared: preparedReversal(world, { transferId, amount: 2 }) };
    checkSame(assertErr(await reversalsOf(world).create(command)).kind, "key_conflict", "the kind of the failure");
    checkSame(await takenBack(world, transferId), 1, "what was taken back");
  });

  fact("twins of a reversal take the money back once", async (world) => {
    const transferId = await paidId(world);
    const command = { idempotencyKey: keyOf("back"), prepared: preparedReversal(world, { transferId }) };
    const answers = await Promise.all([1, 2, 3].map(() => reversalsOf(world).create(command)));
    const ids = answers.flatMap((answer) => (answer.isOk() ? [answer.value.reversal.id] : []));
    checkSame(new Set(ids).size, 1, "the number of different reversals");
    checkSame(await takenBack(world, transferId), 1, "what was taken back");
  });

  fact("a reversal of more than is left is declined and takes nothing back", async (world) => {
    const transferId = await paidId(world);
    const command = { idempotencyKey: keyOf("back"), prepared: preparedReversal(world, { transferId, amount: world.amount + 1 }) };
    const failure = assertErr(await reversalsOf(world).create(command));
    checkSame([failure.kind, failure.error.outcome], ["declined", "not_created"], "the failure");
    checkSame(await takenBack(world, transferId), 0, "what was taken back");
  });

  fact("a lookup of reversals finds every one of its transfer and mark, oldest first, and no other", async (world) => {
    const transferId = await paidId(world);
    const other = await paidId(world, "second");
    checkSame(await foundReversals(world, transferId), [], "the reversals before");
    const first = await reverse(world, { transferId }, "conformance-1");
    await passTime?.(world, 1_000);
    const second = await reverse(world, { transferId }, "conformance-2");
    await reverse(world, { transferId, reference: "Back" });
    await reverse(world, { transferId, namespace: "conformance2" }, "conformance-3");
    await reverse(world, { transferId: other }, "conformance-4");
    const found = await foundReversals(world, transferId);
    checkSame(found.map(({ id }) => id).sort(), [first.reversal.id, second.reversal.id].sort(), "the reversals of the mark");
    const times = found.map(({ createdAtMs }) => createdAtMs);
    checkSame(times, [...times].sort((left, right) => left - right), "the order");
    checkSame(withoutRaw(found.find(({ id }) => id === first.reversal.id)), withoutRaw(first.reversal), "a reversal that was found");
  });

  fact("a lookup of reversals is complete where a transfer has more than a page of them", async (world) => {
    const transferId = await paidId(world);
    const wanted = await reverse(world, { transferId });
    for (let count = 1; count <= 12; count++) await reverse(world, { transferId, reference: `other ${count}` });
    checkSame((await foundReversals(world, transferId)).map(({ id }) => id), [wanted.reversal.id], "the reversals of the mark");
  });

  fact("a reversal's reference of 255 characters of any alphabet is found and read back as it was", async (world) => {
    const transferId = await paidId(world);
    const mark = { namespace: "ñ".repeat(64), reference: `${"🌱é/%&= '\"".repeat(28)}012` };
    await reverse(world, { transferId, ...mark }, "conformance-long");
    checkSame((await foundReversals(world, transferId, mark)).map((reversal) => reversal.mark), [mark], "the marks");
  });

  fact("a signal that is aborted already ends a lookup of reversals with aborted", async (world) => {
    const query = { transferId: await paidId(world), mark: { namespace: "conformance", reference: "back" } };
    const error = assertErr(await reversalsOf(world).find(query, { signal: AbortSignal.abort() }));
    checkSame([error.reason, error.outcome], ["aborted", "not_created"], "the error");
  });

  if (loseNextResponse === undefined) return;
  fact("a lost answer to a reversal is indeterminate, and the same key then answers the reversal that was made", async (world) => {
    const transferId = await paidId(world);
    await loseNextResponse(world);
    const command = { idempotencyKey: keyOf("back"), prepared: preparedReversal(world, { transferId }) };
    const failure = assertErr(await reversalsOf(world).create(command));
    checkSame([failure.kind, failure.error.outcome], ["indeterminate", "unknown"], "the failure");
    const { reversal, replayed } = await reverse(world, { transferId });
    checkSame(replayed, true, "replayed");
    checkSame((await foundReversals(world, transferId)).map(({ id }) => id), [reversal.id], "the reversals of the mark");
    checkSame(await takenBack(world, transferId), 1, "what was taken back");
  });
}

type ReversalChanges = Partial<MarkedReversal> & Pick<MarkedReversal, "transferId">;

function reversalsOf({ provider: { reversals } }: ProviderWorld): TransferReversals {
  check(reversals !== undefined, "a provider that takes transfers back to have reversals");
  return reversals;
}

async function paidId(world: ProviderWorld, reference = "first"): Promise<string> {
  return (await pay(world, { reference })).transfer.id;
}

/** The prepared request of a reversal of one minor unit, as a store gives it back. */
function preparedReversal(world: ProviderWorld, changes: ReversalChanges): PreparedTransfer {
  const { currency, payableRecipientId: recipientId } = world;
  const reversal = { namespace: "conformance", reference: "back", recipientId, amount: 1, currency, ...changes };
  const { apiVersion, body } = assertOk(reversalsOf(world).prepare(reversal));
  return { apiVersion, body };
}

async function reverse(
  world: ProviderWorld,
  changes: ReversalChanges,
  idempotencyKey = keyOf(changes.reference ?? "back"),
): Promise<CreatedReversal> {
  return assertOk(await reversalsOf(world).create({ idempotencyKey, prepared: preparedReversal(world, changes) }));
}

async function foundReversals(
  world: ProviderWorld,
  transferId: string,
  mark = { namespace: "conformance", reference: "back" },
): Promise<readonly ProviderReversal[]> {
  const found = assertOk(await reversalsOf(world).find({ transferId, mark }));
  checkTime(found.serverTimeMs);
  return found.reversals;
}

/** How much of a transfer the provider says was taken back, minor units. */
async function takenBack({ provider }: ProviderWorld, transferId: string): Promise<number> {
  return assertOk(await provider.get(transferId)).amountReversed;
}

function withoutRaw(reversal: ProviderReversal | undefined): Partial<ProviderReversal> {
  const { raw: _raw, ...told } = reversal ?? { raw: null };
  return told;
}
