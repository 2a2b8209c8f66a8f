import fc from "fast-check";
import { expect, test } from "vitest";
import type { BatchItem } from "../../src/domain/batch.ts";
import type { Earning, EarningsPayout, GroupedEarnings } from "../../src/domain/earnings.ts";
import { groupEarnings, isPaidBy } from "../../src/operations/group-earnings.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { type ClientSetup, clientSetup } from "./client-setup.ts";

interface Row extends Earning {
  readonly reference: string | null;
  readonly isPaid: boolean;
}

const steps = ["group", "record", "send", "mark"] as const;
const runArbitrary = fc.record({
  /** Several turns bear one name: a run that is repeated. */
  run: fc.constantFrom("2026-10", "2026-11", "2026-12"),
  earned: fc.array(fc.record({ recipientId: fc.constantFrom("acct_a", "acct_b"), amount: fc.constantFrom(300, 500, 1000, 1200) }), { maxLength: 4 }),
  /** The step after which the app crashes. */
  endsAfter: fc.constantFrom(...steps, "mark", "mark"),
  fault: fc.constantFrom("none", "lose_response", "recipient_not_ready", "server_error_executed"),
});
type Turn = Omit<typeof runArbitrary extends fc.Arbitrary<infer T> ? T : never, "run"> & { readonly run: string };

/** One run of an app that keeps its earnings in a table, up to the step after which it crashes. */
async function playTurn(setup: ClientSetup, table: Map<string, Row>, turn: Turn): Promise<void> {
  for (const { recipientId, amount } of turn.earned) {
    const id = `e${table.size}`;
    table.set(id, { id, recipientId, amount, currency: "usd", reference: null, isPaid: false });
  }
  const given = [...table.values()].filter(({ isPaid, reference }) => !isPaid || reference?.startsWith(`${turn.run}:`));
  const grouped = assertOk(groupEarnings(given, { run: turn.run, minimums: { usd: 1000 } }));
  if (turn.endsAfter === "group") return;
  change(table, grouped, (payout) => ({ reference: payout.reference }));
  if (turn.endsAfter === "record") return;
  if (turn.fault !== "none") setup.sandbox.next(turn.fault);
  const paid = await pay(setup, grouped);
  if (turn.endsAfter === "send") return;
  change(table, { ...grouped, payouts: paid }, () => ({ isPaid: true }));
}

async function pay({ client, run }: ClientSetup, { payouts }: GroupedEarnings): Promise<EarningsPayout[]> {
  const paid: EarningsPayout[] = [];
  const note = (item: BatchItem): void => {
    const payout = payouts[item.index];
    if (payout !== undefined && "transfer" in item && isPaidBy(payout, item.transfer)) paid.push(payout);
  };
  assertOk(await run(client.processBatchPayouts(payouts, { onResult: note })));
  return paid;
}

function change(table: Map<string, Row>, { payouts }: GroupedEarnings, changed: (payout: EarningsPayout) => Partial<Row>): void {
  for (const payout of payouts) {
    for (const id of payout.earningIds) {
      const row = table.get(id);
      if (row !== undefined) table.set(id, { ...row, ...changed(payout) });
    }
  }
}

test("every earning is paid at most once through repeated runs, crashes and faults, and in the end all that reaches the minimum is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(runArbitrary, { minLength: 1, maxLength: 8 }), async (turns) => {
      const setup = clientSetup();
      const table = new Map<string, Row>();
      for (const turn of turns) await playTurn(setup, table, turn);
      setup.sandbox.clearScenarios();
      await playTurn(setup, table, { run: "2027-01", earned: [], endsAfter: "mark", fault: "none" });
      const rows = [...table.values()];
      const paid = rows.filter(({ isPaid }) => isPaid).reduce((sum, { amount }) => sum + amount, 0);
      const moved = setup.sandbox.transfers().reduce((sum, { amount }) => sum + amount, 0);
      expect(moved).toBe(paid);
      for (const recipientId of ["acct_a", "acct_b"]) {
        const left = rows.filter((row) => row.recipientId === recipientId && !row.isPaid);
        expect(left.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThan(1000);
      }
    }),
    { numRuns: 60 },
  );
});
