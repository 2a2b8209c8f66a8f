import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { crashBatch } from "./batch.ts";
import { Judge } from "./judge.ts";
import { plainSend } from "./scenarios.ts";
import { postgresStores, type Stores } from "./stores.ts";
import { sweep } from "./sweep.ts";

describe("a process that is killed while it pays from a Postgres database", { timeout: 240_000 }, () => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await postgresStores();
  });
  afterAll(() => stores.close());

  test.each(["before store.write", "after store.write", "before provider.create", "after provider.create"])(
    "%s leaves a payout that is paid once",
    async (at) => {
      const judge = new Judge();
      const deaths = await sweep({ scenario: plainSend, stores, judge, at, lanes: 2 });
      expect(judge.violations).toEqual([]);
      expect(deaths).toBe(at.endsWith("write") ? 2 : 1);
    },
  );

  test("nine times during a batch leaves every payout paid once, and told nothing untrue before", async () => {
    const judge = new Judge();
    await crashBatch({ stores, judge, seed: 4, payouts: 40, clients: 1, killsEach: 9 });
    expect(judge.violations).toEqual([]);
    expect(judge.figures).toMatchObject({ kills: 9, payouts: 40, movements: 38 });
  });
});
