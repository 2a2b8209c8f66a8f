import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { PayoutClient } from "../../src/client.ts";
import { stripeProvider } from "../../src/providers/stripe/index.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { closeClean } from "../providers/stripe/close-clean.ts";
import { type StandIn, startStandIn } from "../stand-in/index.ts";
import { tempFolder } from "../stores/sqlite/temp-folder.ts";
import { onCreate, stripeRequest } from "./stripe-setup.ts";

describe("sendPayout from several processes on one SQLite file", () => {
  test("by four of them with five callers each moves money once, and everybody is told the same transfer", async () => {
    await using stripe = await startStandIn({ latencyMs: 20 });
    const path = `${tempFolder()}/payouts.db`;
    const payers = Array.from({ length: 4 }, () => startPayer(stripe, path, 5));
    for (const payer of payers) expect(await payer.line()).toBe("ready");
    for (const payer of payers) payer.go();
    const told = await Promise.all(payers.map((payer) => payer.rest()));
    const [movement] = stripe.movements;
    expect(stripe.movements).toHaveLength(1);
    expect(told.flat()).toEqual(Array.from({ length: 20 }, () => movement?.transferId));
  });

  test("takes over at once from one that was killed on the wire, under the same key", async () => {
    const stripe = await startStandIn();
    const path = `${tempFolder()}/payouts.db`;
    stripe.addFault({ ...onCreate, name: "hang" });
    const payer = startPayer(stripe, path, 1);
    expect(await payer.line()).toBe("ready");
    payer.go();
    while (stripe.movements.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await payer.kill();
    const provider = stripeProvider({ apiKey: stripe.apiKey, baseUrl: stripe.url });
    const client = new PayoutClient({ provider, store: sqliteStore({ path }) });
    expect(assertOk(await client.getPayout("2026-11:member_42"))?.state).toBe("sending");
    const transfer = assertOk(await client.sendPayout(stripeRequest(), { timeoutMs: 10_000 }));
    expect(stripe.movements.map(({ transferId }) => transferId)).toEqual([transfer.id]);
    const keys = stripe.requests.filter(({ method }) => method === "POST").map(({ idempotencyKey }) => idempotencyKey);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    assertOk(await client.close());
    await closeClean(stripe);
  });
});

interface Payer {
  line(): Promise<string>;
  go(): void;
  rest(): Promise<string[]>;
  kill(): Promise<void>;
}

function startPayer(stripe: StandIn, path: string, callers: number): Payer {
  const program = fileURLToPath(new URL("programs/pay.ts", import.meta.url));
  const values = ["--no-warnings", program, stripe.url, stripe.apiKey, path, String(callers)];
  const child: ChildProcess = spawn(process.execPath, values, { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("the payer has no pipes");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    line: async () => String((await lines.next()).value),
    go: () => void stdin.write("go\n"),
    rest: async () => {
      const rest: string[] = [];
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) rest.push(next.value);
      return rest;
    },
    kill: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
