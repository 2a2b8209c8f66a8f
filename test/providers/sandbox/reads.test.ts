import { describe, expect, test } from "vitest";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { commandFor, modes, openSandbox } from "./worlds.ts";

describe.each(modes)("a read of a sandbox in %s", (mode) => {
  test("sees a late request as soon as it is due", async () => {
    const { sandbox, clock } = openSandbox(mode);
    const mark = { namespace: "default", reference: "first" };
    sandbox.next("land_late", { delayMs: 10 });
    assertErr(await sandbox.create(commandFor(sandbox)));
    await clock.advance(9);
    expect(assertOk(await sandbox.findByReference(mark)).transfers).toEqual([]);
    await clock.advance(1);
    expect(assertOk(await sandbox.findByReference(mark)).transfers).toHaveLength(1);
  });

  test("by checkRecipient tells apart who can be paid, who can't yet, and who never will", async () => {
    const recipients = { acct_new: "not_ready", acct_gone: "closed" } as const;
    const { sandbox } = openSandbox(mode, { recipients });
    const check = async (recipientId: string) => assertOk(await sandbox.checkRecipient(recipientId));
    expect(await check("acct_maya")).toEqual({ ready: true, missing: null });
    expect(await check("acct_new")).toEqual({ ready: false, missing: "the account isn't set up" });
    expect(await check("acct_gone")).toEqual({ ready: false, missing: "the account is closed" });
  });

  test("by list gives one recipient's transfers alone, page by page", async () => {
    const { sandbox, clock } = openSandbox(mode);
    for (const [index, recipientId] of ["a", "b", "a", "b", "a"].entries()) {
      sandbox.addTransfer({ recipientId, amount: index + 1, currency: "usd" });
      await clock.advance(1);
    }
    const first = assertOk(await sandbox.list({ recipientId: "a", limit: 2 }));
    expect(first.transfers.map(({ amount }) => amount)).toEqual([5, 3]);
    const last = assertOk(await sandbox.list({ recipientId: "a", limit: 2, cursor: first.nextCursor ?? "" }));
    expect(last.transfers.map(({ amount }) => amount)).toEqual([1]);
    expect(last.nextCursor).toBeNull();
  });

  test("takes as long as the sandbox's latency", async () => {
    const { sandbox, clock } = openSandbox(mode, { latencyMs: 20 });
    let isDone = false;
    const answer = sandbox.balance().map(() => (isDone = true));
    await clock.advance(19);
    expect(isDone).toBe(false);
    await clock.advance(1);
    expect(assertOk(await answer)).toBe(true);
  });
});
