import { errAsync } from "neverthrow";
import { expect, test } from "vitest";
import { apiError } from "../../src/domain/api-error.ts";
import { getRecipientTransfers } from "../../src/operations/get-recipient-transfers.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { addTransfers, contextFor, idsOf, querySetup } from "./query-setup.ts";

test("getRecipientTransfers gives all of them, newest first, over as many pages as it takes", async () => {
  const setup = querySetup();
  const ids = addTransfers(setup, 250, "acct_maya");
  addTransfers(setup, 20, "acct_noor");
  expect(idsOf(assertOk(await getRecipientTransfers(setup.context, "acct_maya")))).toEqual(ids.toReversed());
});

test("getRecipientTransfers keeps to from and to", async () => {
  const setup = querySetup();
  const ids = addTransfers(setup, 5);
  const startMs = setup.clock.now();
  const times = { from: new Date(startMs + 60_000), to: new Date(startMs + 120_000) };
  expect(idsOf(assertOk(await getRecipientTransfers(setup.context, "acct_maya", times)))).toEqual([ids[1]]);
});

test("getRecipientTransfers of somebody who was never paid is empty", async () => {
  const { context } = querySetup({ recipients: { acct_new: "not_ready" } });
  expect(assertOk(await getRecipientTransfers(context, "acct_noor"))).toEqual([]);
  expect(assertOk(await getRecipientTransfers(context, "acct_new"))).toEqual([]);
});

test("getRecipientTransfers of an id that nobody has is INVALID_RECIPIENT not_found", async () => {
  const { context } = querySetup({ recipients: { acct_gone: "not_found" } });
  expect(assertErr(await getRecipientTransfers(context, "acct_gone"), "INVALID_RECIPIENT").reason).toBe("not_found");
});

test("getRecipientTransfers of an id that can't be anybody's is INVALID_RECIPIENT malformed", async () => {
  const { context } = querySetup();
  for (const recipientId of ["", "two words"]) {
    expect(assertErr(await getRecipientTransfers(context, recipientId), "INVALID_RECIPIENT").reason).toBe("malformed");
  }
});

test("getRecipientTransfers is empty where the provider can't tell who is known", async () => {
  const { sandbox, clock } = querySetup({ recipients: { acct_gone: "not_found" } });
  const { checkRecipient: _without, ...silent } = sandbox;
  const forbidden = { ...sandbox, checkRecipient: () => errAsync(apiError("permission", "not_created", "no")) };
  for (const provider of [silent, forbidden]) {
    expect(assertOk(await getRecipientTransfers(contextFor(provider, clock), "acct_gone"))).toEqual([]);
  }
});

test("getRecipientTransfers takes a list that isn't found for a recipient who isn't", async () => {
  const { sandbox, clock } = querySetup();
  const provider = { ...sandbox, list: () => errAsync(apiError("not_found", "not_created", "no such destination")) };
  const error = assertErr(await getRecipientTransfers(contextFor(provider, clock), "acct_x"), "INVALID_RECIPIENT");
  expect(error.reason).toBe("not_found");
});

test("getRecipientTransfers of what isn't even text is INVALID_REQUEST, with the rest of what is wrong", async () => {
  const wrong: unknown = 7;
  const times: object = { from: 5 };
  const error = assertErr(await getRecipientTransfers(querySetup().context, wrong as string, times), "INVALID_REQUEST");
  expect(error.details.issues.map(({ path }) => path)).toEqual(["recipientId", "from"]);
});
