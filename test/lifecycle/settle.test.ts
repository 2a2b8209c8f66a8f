import { describe, expect, test } from "vitest";
import { payoutStates } from "../../src/domain/payout-record.ts";
import { noteLateFailure, settleAsPaid, settleFailure, toFailed } from "../../src/lifecycle/settle.ts";
import { after, failureOf, recordOf, sentAtMs, transferOf } from "./records.ts";

const nowMs = after(1000).processMs;

describe("a transfer that exists", () => {
  test.each(payoutStates.filter((state) => state !== "paid"))("makes a payout paid that is %s", (state) => {
    const { record, alarm } = settleAsPaid(recordOf({ state }), transferOf(), nowMs);
    expect(record).toMatchObject({ state: "paid", lease: null, transfer: { id: "tr_1" }, updatedAtMs: nowMs });
    expect(record.attempts).toMatchObject([{ closedAtMs: nowMs, prepared: null }]);
    expect(alarm).toEqual(state === "failed" ? { type: "failed_payout_was_paid" } : null);
  });

  test("that is known already changes nothing", () => {
    const paid = recordOf({ state: "paid", transfer: transferOf() });
    expect(settleAsPaid(paid, transferOf(), nowMs)).toEqual({ record: paid, alarm: null });
    expect(settleAsPaid(paid, transferOf(), nowMs).record).toBe(paid);
  });

  test("beside the one of a paid payout raises an alarm and changes nothing", () => {
    const paid = recordOf({ state: "paid", transfer: transferOf() });
    const { record, alarm } = settleAsPaid(paid, transferOf({ id: "tr_2" }), nowMs);
    expect(record).toBe(paid);
    expect(alarm).toEqual({ type: "duplicate_transfer", transferIds: ["tr_1", "tr_2"] });
  });

  test("that was taken back raises amountReversed, which never goes down", () => {
    const paid = recordOf({ state: "paid", transfer: transferOf({ amountReversed: 500, status: "partially_reversed" }) });
    const more = settleAsPaid(paid, transferOf({ amountReversed: 2500, status: "reversed" }), nowMs).record;
    expect(more.transfer).toMatchObject({ amountReversed: 2500, status: "reversed" });
    expect(settleAsPaid(paid, transferOf(), nowMs).record).toBe(paid);
  });
});

describe("a request on the wire", () => {
  const settle = (attempt: Parameters<typeof recordOf>[1], ...failure: Parameters<typeof failureOf>) =>
    settleFailure(recordOf({}, attempt), failureOf(...failure), nowMs);

  test("declined as the only send of its key makes the payout failed, and the key is dead", () => {
    const { record } = settle({}, "declined");
    expect(record).toMatchObject({ state: "failed", lease: null, attempts: [{ closedAtMs: nowMs, prepared: null }] });
    expect(record.attempts[0]?.lastError).toEqual({ code: "TRANSFER_FAILED", reason: "declined", message: "refused", providerCode: "velocity" });
  });

  test("declined as a replay makes the payout failed whatever came before", () => {
    expect(settle({ sends: 3, unsettled: true, serverError: true }, "declined", { replayed: true }).record.state).toBe("failed");
  });

  test.each([
    { sends: 2, unsettled: true },
    { sends: 2, unsettled: false },
    { sends: 1, unsettled: true },
    { sends: 1, unsettled: true, serverError: true },
  ])("declined without a replay after other sends (%j) stays unknown", (attempt) => {
    const { record } = settle(attempt, "declined");
    expect(record).toMatchObject({ state: "unknown", lease: null, attempts: [{ unsettled: true, closedAtMs: null }] });
  });

  test.each([true, false])("without an answer is unknown, and remembers a server error (%j)", (serverError) => {
    const { record, alarm } = settle({}, "indeterminate", { serverError });
    expect(record).toMatchObject({ state: "unknown", lease: null, attempts: [{ unsettled: true, serverError, closedAtMs: null }] });
    expect(alarm).toBeNull();
    expect(record.attempts[0]?.prepared).not.toBeNull();
  });

  test("never forgets a server error", () => {
    expect(settle({ serverError: true, unsettled: true }, "indeterminate").record.attempts[0]?.serverError).toBe(true);
  });

  test("turned away unexecuted is ready again if it never was unknown, and counts for no send", () => {
    expect(settle({}, "not_executed").record).toMatchObject({ state: "ready", lease: null, attempts: [{ sends: 0, closedAtMs: null }] });
  });

  test("turned away unexecuted stays unknown if it was unknown before", () => {
    expect(settle({ sends: 2, unsettled: true }, "not_executed").record).toMatchObject({ state: "unknown", attempts: [{ sends: 1 }] });
  });

  test("whose key had other parameters is unknown with an alarm, and its key isn't replaced", () => {
    const { record, alarm } = settle({}, "key_conflict");
    expect(record).toMatchObject({ state: "unknown", attempts: [{ key: "pk1_key", keyConflict: true, unsettled: true, closedAtMs: null }] });
    expect(alarm).toEqual({ type: "parameters_differ" });
  });
});

describe("an answer that comes after its lease is another's", () => {
  test("leaves the record as it is if it is a decline", () => {
    const record = recordOf();
    expect(noteLateFailure(record, 1, failureOf("declined"))).toBe(record);
  });

  test("of a server error is remembered by its own attempt alone", () => {
    const late = failureOf("indeterminate", { serverError: true });
    expect(noteLateFailure(recordOf(), 1, late).attempts[0]).toMatchObject({ unsettled: true, serverError: true });
    const record = recordOf({}, { number: 2 });
    expect(noteLateFailure(record, 1, late)).toBe(record);
  });
});

test("a failed payout has no lease and no open attempt", () => {
  const record = toFailed(recordOf(), sentAtMs + 1);
  expect(record).toMatchObject({ state: "failed", lease: null, attempts: [{ closedAtMs: sentAtMs + 1 }] });
});
