import { expect, test } from "vitest";
import { getTransferStatus } from "../../src/operations/get-transfer-status.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { pay, querySetup } from "./query-setup.ts";

test("getTransferStatus gives the transfer as it stands now", async () => {
  const setup = querySetup();
  const { id } = await pay(setup, "ref-1", { amount: 900 });
  expect(assertOk(await getTransferStatus(setup.context, id))).toMatchObject({ id, status: "paid", reference: "ref-1" });
  setup.sandbox.reverse(id, 400);
  const transfer = assertOk(await getTransferStatus(setup.context, id));
  expect(transfer).toMatchObject({ status: "partially_reversed", amountReversed: 400, origin: "payoutkit" });
});

test("getTransferStatus of an id that nobody has is not_found, which doesn't pass", async () => {
  const error = assertErr(await getTransferStatus(querySetup().context, "tr_nobody"), "API_ERROR");
  expect(error).toMatchObject({ reason: "not_found", outcome: "not_created", retryable: false });
});

test("getTransferStatus refuses what can't be an id", async () => {
  const { context } = querySetup();
  const wrong: unknown[] = ["", "a\nb", "x".repeat(256), undefined, null, 5, {}];
  for (const transferId of wrong) {
    const error = assertErr(await getTransferStatus(context, transferId as string), "INVALID_REQUEST");
    expect(error.details.issues).toMatchObject([{ path: "transferId" }]);
  }
});
