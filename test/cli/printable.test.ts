import { describe, expect, test } from "vitest";
import { looksLikeKey, printable } from "../../src/cli/printable.ts";

describe("printable", () => {
  test("shows control characters instead of sending them to the terminal", () => {
    expect(printable("a\u001b[2Jb\rc\nd\u0007\u009b")).toBe("a\\u{1b}[2Jb\\u{d}c\\u{a}d\\u{7}\\u{9b}");
  });

  test("shows the marks that turn the direction of writing", () => {
    expect(printable("acct_\u202e1")).toBe("acct_\\u{202e}1");
  });

  test("leaves other scripts as they are", () => {
    expect(printable("Zoë 支払い ü")).toBe("Zoë 支払い ü");
  });

  test("cuts secret keys short wherever they stand", () => {
    const text = printable("bad key sk_live_51AbCdEf, rk_test_9zZ and whsec_abc");
    expect(text).toBe("bad key sk_live_…, rk_test_… and whsec_…");
  });
});

describe("looksLikeKey", () => {
  test.each(["sk_live_51Abc", "rk_test_1", "sk_1", "--key=sk_test_1", "whsec_abc", "key: sk_live_1"])(
    "%s does",
    (argument) => {
      expect(looksLikeKey(argument)).toBe(true);
    },
  );

  test.each(["task_42", "2026-11:risk_1", "acct_sk", "payouts.csv", "--key-file", "disk_sk"])(
    "%s doesn't",
    (argument) => {
      expect(looksLikeKey(argument)).toBe(false);
    },
  );
});
