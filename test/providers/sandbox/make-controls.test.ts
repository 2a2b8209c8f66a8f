import { describe, expect, test } from "vitest";
import { amountIn } from "../../../src/domain/money.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { commandFor, modes, openSandbox } from "./worlds.ts";

describe.each(modes)("the controls of a sandbox in %s", (mode) => {
  test("addFunds makes a payout possible that wasn't", async () => {
    const { sandbox } = openSandbox(mode);
    assertErr(await sandbox.create(commandFor(sandbox, { key: "a", currency: "eur" })));
    sandbox.addFunds("EUR", 1_000);
    assertOk(await sandbox.create(commandFor(sandbox, { key: "b", currency: "eur" })));
    expect(assertOk(await sandbox.balance())).toEqual({
      available: [{ amount: 0, currency: "eur" }, { amount: 10_000, currency: "usd" }],
      pending: [],
      spendable: [{ amount: 0, currency: "eur" }, { amount: 10_000, currency: "usd" }],
    });
  });

  test("setRecipient decides who can be paid", async () => {
    const { sandbox } = openSandbox(mode, { recipients: { acct_maya: "not_ready" } });
    const answers = [];
    for (const state of ["not_ready", "not_found", "closed", "ready"] as const) {
      sandbox.setRecipient("acct_maya", state);
      const answer = await sandbox.create(commandFor(sandbox, { key: state }));
      answers.push(answer.match(() => "paid", ({ error }) => `${error.code} ${error.reason} ${error.retryable}`));
    }
    expect(answers).toEqual([
      "INVALID_RECIPIENT not_ready true",
      "INVALID_RECIPIENT not_found false",
      "INVALID_RECIPIENT not_ready false",
      "paid",
    ]);
  });

  test("reverse takes back a part, then the rest, and the money is there again", async () => {
    const { sandbox } = openSandbox(mode);
    const { transfer } = assertOk(await sandbox.create(commandFor(sandbox)));
    expect(sandbox.reverse(transfer.id, 400)).toMatchObject({ amountReversed: 400, status: "partially_reversed" });
    expect(sandbox.reverse(transfer.id)).toMatchObject({ amountReversed: 1_000, status: "reversed" });
    expect(amountIn(assertOk(await sandbox.balance()).available, "usd")).toBe(10_000);
    expect(() => sandbox.reverse(transfer.id)).toThrow(RangeError);
  });

  test("a reversal of too much, or of no transfer, throws and changes nothing", async () => {
    const { sandbox } = openSandbox(mode);
    const { transfer } = assertOk(await sandbox.create(commandFor(sandbox)));
    expect(() => sandbox.reverse(transfer.id, 1_001)).toThrow(/expected an amount from 1 to 1000/);
    expect(() => sandbox.reverse("tr_nobody")).toThrow(/there is no transfer tr_nobody/);
    expect(sandbox.transfers()).toEqual([transfer]);
  });

  test("transfers gives all of them, oldest first, also those of somebody else", async () => {
    const { sandbox, clock } = openSandbox(mode);
    const ours = assertOk(await sandbox.create(commandFor(sandbox))).transfer;
    const old = { recipientId: "acct_noa", amount: 1, currency: "USD", createdAtMs: clock.now() - 1 };
    const theirs = sandbox.addTransfer(old);
    expect(theirs).toMatchObject({ mark: null, currency: "usd", description: null, metadata: {} });
    expect(sandbox.transfers()).toEqual([theirs, ours]);
    expect(sandbox.movements()).toBe(2);
  });

  test("addTransfer without the funds throws and changes nothing", () => {
    const { sandbox } = openSandbox(mode);
    const tooMuch = { recipientId: "acct_noa", amount: 10_001, currency: "usd" };
    expect(() => sandbox.addTransfer(tooMuch)).toThrow(/insufficient_balance/);
    expect(sandbox.movements()).toBe(0);
  });

  test.each([
    ["addFunds", () => openSandbox(mode).sandbox.addFunds("dollars", 1)],
    ["addFunds", () => openSandbox(mode).sandbox.addFunds("usd", 0.5)],
    ["setRecipient", () => openSandbox(mode).sandbox.setRecipient("no spaces", "ready")],
    ["setRecipient", () => openSandbox(mode).sandbox.setRecipient("acct_maya", JSON.parse('"rich"'))],
    ["addTransfer", () => openSandbox(mode).sandbox.addTransfer({ recipientId: "a", amount: -1, currency: "usd" })],
  ])("%s throws a TypeError where it is misused", (_name, misuse) => {
    expect(misuse).toThrow(TypeError);
  });
});
