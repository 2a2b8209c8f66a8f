import { expect, test } from "vitest";
import { checkRecipient } from "../../src/operations/check-recipient.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { contextFor, querySetup } from "./query-setup.ts";

const recipients = { acct_new: "not_ready", acct_gone: "not_found" } as const;

test("checkRecipient says whether a recipient can be paid, and what is missing", async () => {
  const { context } = querySetup({ recipients });
  expect(assertOk(await checkRecipient(context, "acct_maya"))).toEqual({ ready: true, missing: null });
  expect(assertOk(await checkRecipient(context, "acct_new"))).toEqual({ ready: false, missing: expect.any(String) });
});

test("checkRecipient of an id that nobody has is INVALID_RECIPIENT not_found", async () => {
  const { context } = querySetup({ recipients });
  const error = assertErr(await checkRecipient(context, "acct_gone"), "INVALID_RECIPIENT");
  expect(error).toMatchObject({ reason: "not_found", details: { recipientId: "acct_gone" } });
});

test("checkRecipient of an id that can't be anybody's is INVALID_RECIPIENT malformed", async () => {
  const { context } = querySetup();
  for (const recipientId of ["", "two words", "a\u0000b"]) {
    expect(assertErr(await checkRecipient(context, recipientId), "INVALID_RECIPIENT").reason).toBe("malformed");
  }
});

test("checkRecipient is null where the provider can't tell", async () => {
  const { sandbox, clock } = querySetup();
  const { checkRecipient: _without, ...provider } = sandbox;
  expect(assertOk(await checkRecipient(contextFor(provider, clock), "acct_maya"))).toBeNull();
});

test("checkRecipient of what isn't even text is INVALID_REQUEST", async () => {
  const wrong: unknown = undefined;
  assertErr(await checkRecipient(querySetup().context, wrong as string), "INVALID_REQUEST");
});
