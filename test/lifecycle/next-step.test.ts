import { describe, expect, test } from "vitest";
import type { PayoutState } from "../../src/domain/payout-record.ts";
import { nextStep, type Surroundings } from "../../src/lifecycle/next-step.ts";
import type { Lease, StoredRecord } from "../../src/ports/payout-store.ts";
import { after, attemptOf, capabilities, hourMs, minuteMs, recordOf, sentAtMs } from "./records.ts";

const around = (changes: Partial<Surroundings> = {}): Surroundings => ({
  ...{ moment: after(minuteMs), capabilities, ownerGone: false, skewed: false },
  ...changes,
});

describe("the next step", () => {
  test("of a payout that the store doesn't know is to open it", () => {
    expect(nextStep(null, around())).toBe("open");
  });

  test.each<[PayoutState, string]>([
    ["ready", "open"],
    ["canceled", "open"],
    ["paid", "paid"],
    ["failed", "failed"],
    ["review", "review"],
    ["reconciling", "look_up"],
    ["sending", "wait"],
    ["unknown", "resend"],
  ])("of a payout that is %s is %s", (state, step) => {
    expect(nextStep(recordOf({ state, lease: state === "sending" ? recordOf().lease : null }), around())).toBe(step);
  });

  test("of a payout on the wire is to resend once its lease is over on every clock, or its owner is gone", () => {
    const over = after(2 * minuteMs);
    expect(nextStep(recordOf(), around({ moment: over }))).toBe("resend");
    expect(nextStep(recordOf(), around({ moment: { ...over, storeMs: sentAtMs } }))).toBe("wait");
    expect(nextStep(recordOf(), around({ ownerGone: true }))).toBe("resend");
  });

  test("of a payout that was given back is to wait while somebody holds it to try again, as long as a lease can last", () => {
    const held = (changes: Partial<Lease> = {}): StoredRecord =>
      recordOf({ state: "ready", lease: { token: "theirs", owner: null, expiresAtMs: sentAtMs + 2 * minuteMs, ...changes } });
    expect(nextStep(held(), around())).toBe("wait");
    expect(nextStep(held(), around({ moment: after(2 * minuteMs) }))).toBe("open");
    expect(nextStep(held(), around({ ownerGone: true }))).toBe("open");
    expect(nextStep(held({ expiresAtMs: sentAtMs + hourMs }), around())).toBe("open");
  });

  test.each(["sending", "unknown"] as const)("of a payout that is %s is to expire once any clock says that its window is over", (state) => {
    const record = recordOf({ state, lease: null });
    const lastMs = after(capabilities.keyWindowMs - 1);
    const overMs = after(capabilities.keyWindowMs).processMs;
    expect(nextStep(record, around({ moment: lastMs }))).toBe("resend");
    expect(nextStep(record, around({ moment: after(capabilities.keyWindowMs) }))).toBe("expire");
    expect(nextStep(record, around({ moment: { ...lastMs, storeMs: overMs } }))).toBe("expire");
    expect(nextStep(record, around({ moment: { ...lastMs, providerMs: overMs } }))).toBe("expire");
    expect(nextStep({ ...record, updatedAtMs: overMs }, around({ moment: after(0) }))).toBe("expire");
  });

  test("counts the window from the first send, however late the last was", () => {
    const attempts = [attemptOf({ lastSentAtMs: sentAtMs + 22 * hourMs, sends: 9 })];
    expect(nextStep(recordOf({ state: "unknown", attempts }), around({ moment: after(23 * hourMs) }))).toBe("expire");
  });

  test("of a key that had other parameters, or between clocks that are apart, is to look up and never to resend", () => {
    expect(nextStep(recordOf({ state: "unknown" }, { keyConflict: true }), around())).toBe("look_up");
    expect(nextStep(recordOf({ state: "unknown" }), around({ skewed: true }))).toBe("look_up");
  });
});
