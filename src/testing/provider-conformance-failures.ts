import type { CreateFailure } from "../ports/transfer-provider.ts";
import { assertErr, assertOk } from "./assert.ts";
import {
  check,
  checkSame,
  found,
  keyOf,
  prepared,
  type ProviderWorld,
  spendable,
  type Suite,
} from "./provider-conformance-suite.ts";

/** How a provider refuses, and how it fails. */
export function failureFacts<W extends ProviderWorld>({ fact }: Suite<W>): void {
  fact("create refuses a recipient who can't be paid, and moves nothing", async (world) => {
    const failure = await refused(world, world.unpayableRecipientId);
    checkSame([failure.kind, failure.error.code], ["declined", "INVALID_RECIPIENT"], "the failure");
    checkSame([failure.error.outcome, failure.replayed], ["not_created", false], "the outcome");
    checkSame(await found(world), [], "the transfers of the payout");
  });

  fact("create refuses a recipient whom nobody knows, and moves nothing", async (world) => {
    const failure = await refused(world, world.unknownRecipientId);
    checkSame([failure.kind, failure.error.code], ["declined", "INVALID_RECIPIENT"], "the failure");
    checkSame(await found(world), [], "the transfers of the payout");
  });

  fact("create refuses more than the balance covers, and moves nothing", async (world) => {
    const before = await spendable(world);
    const command = { idempotencyKey: keyOf("first"), prepared: prepared(world, { amount: before + 1 }) };
    const { kind, error } = assertErr(await world.provider.create(command));
    checkSame([kind, error.code], ["declined", "INSUFFICIENT_BALANCE"], "the failure");
    const details = error.code === "INSUFFICIENT_BALANCE" ? error.details : null;
    checkSame([details?.currency, details?.required], [world.currency, before + 1], "the details");
    checkSame(await spendable(world), before, "the balance");
  });

  fact("a refusal is given again under its key exactly if storesDeclines says so", async (world) => {
    const first = await refused(world, world.unpayableRecipientId);
    const second = await refused(world, world.unpayableRecipientId);
    checkSame(second.error.code, first.error.code, "the second refusal's code");
    checkSame(second.replayed, world.provider.capabilities.storesDeclines, "replayed");
  });

  fact("a request that can't be read moves nothing and doesn't throw", async (world) => {
    const before = await spendable(world);
    const { apiVersion } = prepared(world);
    const command = { idempotencyKey: keyOf("first"), prepared: { apiVersion, body: "?" } };
    const failure = assertErr(await world.provider.create(command));
    check(failure.kind !== "key_conflict", "a failure of the request itself");
    checkSame(await spendable(world), before, "the balance");
  });

  fact("get of an id that no transfer has is not_found, whatever the id", async ({ provider }) => {
    for (const id of ["tr_0000000000000000000000", "", "../accounts", "?a=b#c", "é"]) {
      const error = assertErr(await provider.get(id), "API_ERROR");
      checkSame([error.reason, error.outcome], ["not_found", "not_created"], `the error of "${id}"`);
    }
  });

  fact("a signal that is aborted already ends each read with aborted", async (world) => {
    const { provider } = world;
    const call = { signal: AbortSignal.abort() };
    const mark = { namespace: "conformance", reference: "first" };
    const reads = {
      identify: await provider.identify(call),
      balance: await provider.balance(call),
      get: await provider.get("tr_1", call),
      list: await provider.list({ limit: 1 }, call),
      findByReference: await provider.findByReference(mark, call),
    };
    for (const [name, answer] of Object.entries(reads)) {
      check(answer.isErr(), `${name} to fail`);
      checkSame([answer.error.reason, answer.error.outcome], ["aborted", "not_created"], `the error of ${name}`);
    }
    assertOk(await provider.balance({ signal: new AbortController().signal }));
  });
}

async function refused(world: ProviderWorld, recipientId: string): Promise<CreateFailure> {
  const command = { idempotencyKey: keyOf("first"), prepared: prepared(world, { recipientId }) };
  return assertErr(await world.provider.create(command));
}
