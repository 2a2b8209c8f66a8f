import type { ChildProcess } from "node:child_process";
import { describe, expect, onTestFinished, test } from "vitest";
import type { StoredRecord } from "../../src/index.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { startStandIn, type StandIn } from "../stand-in/index.ts";
import { openStore, type StoreConfig } from "./open-store.ts";
import { type OnLine, runWorker, type WorkerEnd } from "./run-worker.ts";
import { sqliteStores } from "./stores.ts";
import type { Death, Told } from "./worker-task.ts";

const payout = { reference: "2026-11:member_42", recipientId: "acct_ready", amount: 2500, currency: "usd" };

describe("the lease of a payout", { timeout: 120_000 }, () => {
  test("is void at once where its owner was killed", async () => {
    const { standIn, store, send } = await setup();
    await send({ death: { at: "after provider.create", count: 1 } });
    const { state, lease } = await recordIn(store, standIn);
    expect(state).toBe("sending");
    const { told, atMs } = lastTold(await send({}));
    expect(told).toMatchObject({ outcome: "created", transferId: standIn.movements[0]?.transferId });
    expect(atMs).toBeLessThan(lease?.expiresAtMs ?? 0);
    expect(standIn.movements).toHaveLength(1);
  });

  test.each(["waits for its answer", "was stopped"])("isn't taken from an owner who %s", async (how) => {
    const { standIn, send } = await setup();
    standIn.addFault({ name: "delay", ms: 1000, method: "POST", path: "/v1/transfers" });
    const owner = await untilOnTheWire(send);
    if (how === "was stopped") owner.child.kill("SIGSTOP");
    const other = lastTold(await send({ timeoutMs: 2000 })).told;
    expect(other).toMatchObject({ outcome: "unknown" });
    expect(standIn.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    standIn.clock.advance(1000);
    owner.child.kill("SIGCONT");
    expect(lastTold(await owner.end).told).toMatchObject({ outcome: "created", answer: "ok" });
    expect(lastTold(await send({})).told.answer).toMatch(/^ALREADY_PAID/);
    expect(standIn.movements).toHaveLength(1);
  });
});

interface Setup {
  readonly standIn: StandIn;
  readonly store: StoreConfig;
  /** Sends the payout in a process of its own. */
  send(how: { death?: Death; timeoutMs?: number; onLine?: OnLine }): Promise<WorkerEnd>;
}

/** A stand-in whose time stands still, so that what it delays comes when it is told to. */
async function setup(): Promise<Setup> {
  const stores = sqliteStores();
  const store = stores.fresh();
  const standIn = await startStandIn({ latencyMs: 1, clock: { frozen: true } });
  onTestFinished(async () => {
    await standIn.close();
    await stores.close();
  });
  const provider = { url: standIn.url, apiKey: standIn.apiKey };
  return {
    standIn,
    store,
    send: ({ death = null, timeoutMs = 60_000, onLine }) => {
      const jobs = [{ call: "sendPayout", payout, timeoutMs }] as const;
      return runWorker({ store, provider, jobs, death, tellsSteps: true }, onLine);
    },
  };
}

/** A process whose request waits for its answer. */
function untilOnTheWire(send: Setup["send"]): Promise<{ readonly child: ChildProcess; readonly end: Promise<WorkerEnd> }> {
  return new Promise((resolve) => {
    const end = send({
      onLine: (line, child) => {
        if (line.line === "step" && line.at === "during provider.create") resolve({ child, end });
      },
    });
  });
}

async function recordIn(config: StoreConfig, { account }: StandIn): Promise<StoredRecord> {
  const { store } = openStore(config);
  const id = { kind: "payout", mode: `test:${account}`, namespace: "default", reference: payout.reference } as const;
  const [record] = assertOk(await store.load([id])).entries;
  assertOk(await store.close());
  if (record == null) throw new Error("the killed process left no record");
  return record;
}

function lastTold({ lines }: WorkerEnd): { readonly told: Told; readonly atMs: number } {
  const line = lines.findLast((said) => said.line === "told");
  if (line === undefined) throw new Error("the process said nothing of its payout");
  return line;
}
