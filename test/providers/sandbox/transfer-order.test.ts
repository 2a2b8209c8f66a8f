import fc from "fast-check";
import { expect, test } from "vitest";
import { TransferOrder } from "../../../src/providers/sandbox/transfer-order.ts";
import type { TransferRow } from "../../../src/providers/sandbox/world.ts";

const times = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 });
const limits = fc.integer({ min: 1, max: 5 });
const edge = fc.integer({ min: -1, max: 11 });

test("a page is what sorting and filtering all transfers would give, in whatever order they came", () => {
  fc.assert(
    fc.property(times, edge, edge, fc.nat(11), limits, (created, fromMs, toMs, cursor, limit) => {
      const rows = created.map((createdAtMs, index) => rowOf(createdAtMs, index + 1));
      const order = new TransferOrder();
      for (const row of rows) order.insert({ row });
      const newestFirst = rows.toSorted((a, b) => b.createdAtMs - a.createdAtMs || b.number - a.number);
      const after = rows[cursor] ?? null;
      const expected = newestFirst
        .slice(after === null ? 0 : newestFirst.indexOf(after) + 1)
        .filter(({ createdAtMs }) => createdAtMs >= fromMs && createdAtMs < toMs)
        .slice(0, limit);
      expect(order.page({ recipientId: null, fromMs, toMs, after, limit })).toEqual(expected);
      expect(order.all()).toEqual(newestFirst.toReversed());
    }),
  );
});

function rowOf(createdAtMs: number, number: number): TransferRow {
  return {
    id: `tr_sandbox_${number}`,
    number,
    mark: null,
    recipientId: "acct_maya",
    amount: 1,
    currency: "usd",
    amountReversed: 0,
    description: null,
    metadata: {},
    createdAtMs,
  };
}
