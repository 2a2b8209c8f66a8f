import { describe, expect, test } from "vitest";
import { apiError } from "../../src/domain/api-error.ts";
import { alreadyPaid } from "../../src/lifecycle/answers.ts";
import { acceptAlreadyPaid } from "../../src/operations/accept-already-paid.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { clientSetup, payoutRequest } from "./client-setup.ts";

describe("acceptAlreadyPaid", () => {
  test("turns ALREADY_PAID into the transfer that paid it", async () => {
    const { client, run } = clientSetup();
    const transfer = assertOk(await run(client.sendPayout(payoutRequest())));
    expect(assertOk(acceptAlreadyPaid(alreadyPaid("2026-11:member_42", transfer)))).toBe(transfer);
  });

  test("leaves every other error as it is", () => {
    const error = apiError("timeout", "unknown", "no answer");
    expect(assertErr(acceptAlreadyPaid(error))).toBe(error);
  });
});
