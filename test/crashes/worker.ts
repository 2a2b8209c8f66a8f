import { writeSync } from "node:fs";
import { type BatchItem, PayoutClient, type PayoutError, type Transfer } from "../../src/index.ts";
import { stripeProvider } from "../../src/providers/stripe/index.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { countSteps, watchProvider, watchStore, type OnStep } from "./kill-points.ts";
import { openStore } from "./open-store.ts";
import type { Job, Told, WorkerLine, WorkerTask } from "./worker-task.ts";

/** A process that pays: the client, the Stripe adapter and a store, put together as an application would. */
const task: WorkerTask = JSON.parse(process.argv[2] ?? "null");
const count = countSteps(task.death, (at) => {
  say({ line: "dies", at });
  process.kill(process.pid, "SIGKILL");
});
const onStep: OnStep = (kind, name) => {
  if (task.tellsSteps) say({ line: "step", at: name });
  count(kind, name);
};
const { store, close } = openStore(task.store);
const { url: baseUrl, apiKey } = task.provider;
const client = new PayoutClient({
  provider: watchProvider(stripeProvider({ apiKey, baseUrl }), onStep),
  store: watchStore(store, onStep),
  rate: { perSecond: 500, concurrency: 8 },
});
for (const job of task.jobs) await work(job);
assertOk(await client.close());
await close();

async function work(job: Job): Promise<void> {
  switch (job.call) {
    case "sendPayout": {
      const { payout, timeoutMs } = job;
      const result = await client.sendPayout(payout, { timeoutMs });
      return tell(result.match((transfer) => created(transfer, "ok"), (error) => failed(error, payout.reference)));
    }
    case "recover": {
      const { checked, paid, failed: gone } = assertOk(await client.recover());
      return say({ line: "recovered", checked, paid, failed: gone });
    }
    case "processBatchPayouts": {
      const { payouts, concurrency } = job;
      const report = await client.processBatchPayouts(payouts, { concurrency, onResult: (item) => tell(toldOf(item)) });
      if (report.isErr()) return tell(failed(report.error, null));
      const { total, unknown, notStarted } = report.value.counts;
      return say({ line: "batch", total, unsettled: unknown + notStarted });
    }
  }
}

function toldOf(item: BatchItem): Told {
  return "transfer" in item ? created(item.transfer, item.status) : failed(item.error, item.reference);
}

function created({ id, reference }: Transfer, answer: string): Told {
  return { reference, outcome: "created", transferId: id, answer };
}

function failed(error: PayoutError, reference: string | null): Told {
  const transferId = error.code === "ALREADY_PAID" ? error.details.transfer.id : null;
  return { reference, outcome: error.outcome, transferId, answer: `${error.code} ${error.reason}: ${error.message}` };
}

function tell(told: Told): void {
  say({ line: "told", told, atMs: Date.now() });
}

/** Writes at once: what was said before a kill reaches whoever listens. */
function say(line: WorkerLine): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
