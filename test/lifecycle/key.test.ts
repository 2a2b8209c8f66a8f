import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { idempotencyKey } from "../../src/lifecycle/key.ts";

describe("the idempotency key", () => {
  test.each([
    ["live", "default", "2026-11:member_42", 1, "pk1_208bbb63424cf2ca7e1d6bb757f7234da827bfc0244396a7e51d43cbc1a3ccbb"],
    ["test:acct_1", "shop", "é🙂", 2, "pk1_c26aacbdb8f0beacf4452f520244f832921e9c8629414b4db5d77bb710dede07"],
  ] as const)("of %s %s %s %i never changes", (mode, namespace, reference, attempt, key) => {
    expect(idempotencyKey({ kind: "payout", mode, namespace, reference }, attempt)).toBe(key);
  });

  test("of a reversal never changes", () => {
    const id = { kind: "reversal", mode: "live", namespace: "default", reference: "2026-11:member_42" } as const;
    expect(idempotencyKey(id, 1)).toBe("pk1_ab57eae10dd962fc39736223a91797739c18b20b2fe8d26bcf96cd0bf72f0538");
  });

  test("is SHA-256 of the identity and the attempt as JSON, as node:crypto computes it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), fc.integer({ min: 1 }), (namespace, reference, attempt) => {
        const id = { kind: "payout", mode: "live", namespace, reference } as const;
        const text = JSON.stringify(["payout", "live", namespace, reference, attempt]);
        expect(idempotencyKey(id, attempt)).toBe(`pk1_${createHash("sha256").update(text, "utf8").digest("hex")}`);
      }),
      { numRuns: 100 },
    );
  });

  test("tells apart what differs in one part alone", () => {
    const id = { kind: "payout", mode: "live", namespace: "a", reference: "b" } as const;
    const keys = [
      idempotencyKey(id, 1),
      idempotencyKey(id, 2),
      idempotencyKey({ ...id, kind: "reversal" }, 1),
      idempotencyKey({ ...id, mode: "test:acct_1" }, 1),
      idempotencyKey({ ...id, namespace: "a,b", reference: "" }, 1),
      idempotencyKey({ ...id, namespace: "a\",\"b" }, 1),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
