import { describe, expect, test } from "vitest";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { commandFor, modes, openSandbox } from "./worlds.ts";

const dayMs = 24 * 60 * 60 * 1_000;

describe.each(modes)("an idempotency key in %s", (mode) => {
  test("answers for 24 hours and executes a request again after that", async () => {
    const { sandbox, clock } = openSandbox(mode);
    const first = assertOk(await sandbox.create(commandFor(sandbox)));
    await clock.advance(dayMs - 1);
    expect(assertOk(await sandbox.create(commandFor(sandbox))).replayed).toBe(true);
    await clock.advance(1);
    const late = assertOk(await sandbox.create(commandFor(sandbox)));
    expect(late.replayed).toBe(false);
    expect(late.transfer.id).not.toBe(first.transfer.id);
  });

  test("keeps a refusal although the money is there by then", async () => {
    const { sandbox } = openSandbox(mode);
    const tooMuch = commandFor(sandbox, { amount: 10_001 });
    const { error } = assertErr(await sandbox.create(tooMuch));
    expect(error).toMatchObject({
      code: "INSUFFICIENT_BALANCE",
      details: { currency: "usd", required: 10_001, available: 10_000 },
    });
    sandbox.addFunds("usd", 1);
    const again = assertErr(await sandbox.create(tooMuch));
    expect([again.kind, again.replayed, again.error.code]).toEqual(["declined", true, "INSUFFICIENT_BALANCE"]);
    assertOk(await sandbox.create({ ...tooMuch, idempotencyKey: "another" }));
  });

  test("gives the first answer word for word, so a replay knows of no reversal", async () => {
    const { sandbox } = openSandbox(mode);
    const first = assertOk(await sandbox.create(commandFor(sandbox)));
    sandbox.reverse(first.transfer.id);
    const again = assertOk(await sandbox.create(commandFor(sandbox)));
    expect(again.transfer).toEqual(first.transfer);
    expect(assertOk(await sandbox.get(first.transfer.id)).status).toBe("reversed");
  });

  test("is in flight while its first request is under way, and other parameters conflict", async () => {
    const { sandbox, clock } = openSandbox(mode);
    sandbox.next("slow", { delayMs: 100 });
    const first = sandbox.create(commandFor(sandbox));
    await clock.advance(50);
    const twin = assertErr(await sandbox.create(commandFor(sandbox)));
    expect([twin.kind, twin.error.reason, twin.error.outcome]).toEqual(["indeterminate", "in_progress", "unknown"]);
    const other = assertErr(await sandbox.create(commandFor(sandbox, { amount: 1 })));
    expect([other.kind, other.error.outcome]).toEqual(["key_conflict", "unknown"]);
    await clock.advance(50);
    assertOk(await first);
    expect(sandbox.movements()).toBe(1);
  });

  test("that was let go by a slow request answers it with what its twin did meanwhile", async () => {
    const { sandbox, clock } = openSandbox(mode);
    sandbox.next("slow", { delayMs: 100 });
    const slow = sandbox.create(commandFor(sandbox));
    clock.set(clock.now() + 100);
    const twin = assertOk(await sandbox.create(commandFor(sandbox)));
    await clock.advance(100);
    expect(assertOk(await slow)).toMatchObject({ replayed: true, transfer: { id: twin.transfer.id } });
    expect(sandbox.movements()).toBe(1);
  });

  test("holds when a late request lands after its retry", async () => {
    const { sandbox, clock } = openSandbox(mode);
    sandbox.next("land_late", { delayMs: 1_000 });
    assertErr(await sandbox.create(commandFor(sandbox)));
    assertOk(await sandbox.create(commandFor(sandbox)));
    await clock.advance(1_000);
    expect(sandbox.movements()).toBe(1);
  });

  test("that is late moves the money a second time if the payout went out under another key", async () => {
    const { sandbox, clock } = openSandbox(mode);
    const startMs = clock.now();
    sandbox.next("land_late", { delayMs: 1_000 });
    assertErr(await sandbox.create(commandFor(sandbox)));
    assertOk(await sandbox.create(commandFor(sandbox, { key: "another" })));
    await clock.advance(5_000);
    const mark = { namespace: "default", reference: "first" };
    const { transfers } = assertOk(await sandbox.findByReference(mark));
    expect(transfers.map(({ createdAtMs }) => createdAtMs - startMs)).toEqual([0, 1_000]);
  });

  test("with latency, two payouts can't spend the same money", async () => {
    const { sandbox, clock } = openSandbox(mode, { balance: { usd: 1_500 }, latencyMs: 20 });
    const answers = ["a", "b"].map((key) => sandbox.create(commandFor(sandbox, { key })));
    await clock.advance(20);
    const paid = (await Promise.all(answers)).filter((answer) => answer.isOk());
    expect(paid.length).toBe(1);
  });
});
