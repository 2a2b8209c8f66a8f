import { describe, expect, onTestFinished, test } from "vitest";
import { crashBatch } from "./batch.ts";
import { Judge } from "./judge.ts";
import { plainSend } from "./scenarios.ts";
import { sqliteStores } from "./stores.ts";
import { sweep } from "./sweep.ts";

const lanes = 4;

describe("a process that is killed while it pays from a SQLite file", { timeout: 240_000 }, () => {
  test("before or after any call of a send leaves a payout that is paid once", async () => {
    const { stores, judge } = setup();
    const deaths = await sweep({ scenario: plainSend, stores, judge, at: "edge", lanes });
    expect(judge.violations).toEqual([]);
    expect(deaths).toBeGreaterThanOrEqual(20);
    expect([...judge.deaths.keys()]).toEqual(expect.arrayContaining(ends("store.write", "provider.create", "provider.list")));
  });

  test("in the middle of the request leaves a payout that is paid once", async () => {
    const { stores, judge } = setup();
    await sweep({ scenario: plainSend, stores, judge, at: "during provider.create", lanes: 1 });
    expect(judge.violations).toEqual([]);
    expect(judge.figures).toMatchObject({ kills: 1, payouts: 2, movements: 2 });
  });

  test("fourteen times during a batch leaves every payout paid once, and told nothing untrue before", async () => {
    const { stores, judge } = setup();
    await crashBatch({ stores, judge, seed: 1, payouts: 60, clients: 1, killsEach: 14 });
    expect(judge.violations).toEqual([]);
    expect(judge.figures).toMatchObject({ kills: 14, payouts: 60, movements: 60 });
  });

  test("beside two others on the same file and batch leaves every payout paid once", async () => {
    const { stores, judge } = setup();
    await crashBatch({ stores, judge, seed: 2, payouts: 60, clients: 3, killsEach: 2 });
    expect(judge.violations).toEqual([]);
    expect(judge.figures).toMatchObject({ kills: 6, payouts: 60, movements: 57 });
  });
});

function setup(): { stores: ReturnType<typeof sqliteStores>; judge: Judge } {
  const stores = sqliteStores();
  onTestFinished(() => stores.close());
  return { stores, judge: new Judge() };
}

function ends(...calls: readonly string[]): string[] {
  return calls.flatMap((call) => [`before ${call}`, `after ${call}`]);
}
