import { expect, test } from "vitest";
import { groupEarnings, type PayoutClient } from "../../src/index.ts";
import { assertErr } from "../../src/testing/assert.ts";
import { clientSetup } from "./client-setup.ts";

// As plain JavaScript calls it, where nothing checks names before.
const misspelt: readonly (readonly [keyof PayoutClient, readonly unknown[], string, string])[] = [
  ["getTotalPaid", [{ recipient: "acct_maya" }], "recipient", "did you mean recipientId?"],
  ["getTotalPaid", [{ status: "paid" }], "status", "expected recipientId, currency"],
  ["listTransfers", [{ referance: "r1" }], "referance", "expected recipientId, currency, origin, from, to, status, limit, cursor"],
  ["getPayoutSummary", [{ intervall: "day" }], "intervall", "did you mean interval?"],
  ["getRecipientTransfers", ["acct_maya", { frm: new Date(0) }], "frm", "did you mean from?"],
  ["syncHistory", [{ form: new Date(0) }], "form", "expected from"],
  ["reconcile", [{ repairs: false }], "repairs", "did you mean repair?"],
  ["processBatchPayouts", [[], { concurency: 2 }], "concurency", "did you mean concurrency?"],
  ["processBatchPayouts", [[], { checkRecipients: true }], "checkRecipients", "expected signal, timeoutMs"],
  ["planBatch", [[], { checkRecipient: true }], "checkRecipient", "did you mean checkRecipients?"],
  ["sendPayout", [{}, { timeout: 5 }], "timeout", "did you mean timeoutMs?"],
  ["reverseTransfer", [{ transferId: "tr_1", reference: "r1", amout: 500 }], "amout", "did you mean amount?"],
  ["resolvePayout", ["r1", { as: "absent", note: "Ana", kinds: "reversal" }], "kinds", "did you mean kind?"],
  ["cancelPayout", ["r1", { kinds: "reversal" }], "kinds", "did you mean kind?"],
];

test.each(misspelt)("%s(%j) is INVALID_REQUEST that names %s and what is known", async (method, args, path, hint) => {
  const { client, run, sandbox } = clientSetup();
  const answer: ReturnType<PayoutClient["listTransfers"]> = Reflect.apply(client[method], client, args);
  const error = assertErr(await run(answer), "INVALID_REQUEST");
  expect(error).toMatchObject({ reason: "invalid", outcome: "not_created" });
  expect(error.details.issues.find((issue) => issue.path === path)?.message).toContain(hint);
  expect(sandbox.movements()).toBe(0);
});

test("iterateTransfers with a misspelt filter gives that error alone", async () => {
  const { client } = clientSetup();
  const given: unknown[] = [];
  for await (const item of client.iterateTransfers(JSON.parse('{ "curency": "usd" }'))) {
    given.push(assertErr(item, "INVALID_REQUEST").details.issues);
  }
  expect(given).toEqual([[{ path: "curency", message: "isn't known here; did you mean currency?" }]]);
});

test("groupEarnings with a misspelt option is INVALID_REQUEST, so that no minimum is left out in silence", () => {
  const grouped = groupEarnings([], JSON.parse('{ "run": "2026-11", "minimum": { "usd": 1000 } }'));
  expect(assertErr(grouped, "INVALID_REQUEST").message).toBe("minimum: isn't known here; did you mean minimums?");
});
