import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { acceptAlreadyPaid, PayoutClient } from "../../src/index.ts";
import { sandboxProvider } from "../../src/providers/sandbox/index.ts";
import { postgresStore } from "../../src/stores/postgres/index.ts";
import { assertOk } from "../../src/testing/assert.ts";
import { untilHolds } from "../queues/queue-world.ts";
import { type PostgresServer, startPostgres } from "../stores/postgres/postgres-server.ts";
import { outputOf, payoutkit, start } from "./child-process.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

describe("payoutkit batch --queue and worker", () => {
  test("enqueue a file and pay it once, beside a command and a web request that send one of its payouts", async () => {
    const { directory, surroundings, movements, client } = await place("one");
    writeFileSync(join(directory, "payouts.csv"), `reference,recipientId,amount,currency\n${rows(30)}r_wrong,acct_1,1.5,usd\n`);
    const enqueue = ["batch", "payouts.csv", "--queue", "--sandbox", "sandbox.db"];
    const first = await payoutkit(enqueue, surroundings);
    expect(first).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^Enqueued +30$/m) });
    expect(first.stdout).toMatch(/^line 32: r_wrong: .*decimal point/m);
    expect(first.stdout).toMatch(/^The batch payouts\.csv now:\nwaiting +30$/m);
    const send = ["send", "--reference", "r3", "--to", "acct_3", "--amount", "1003", "--currency", "usd"];
    const workers = [start(["worker", "--sandbox", "sandbox.db", "--json"], surroundings), start(["worker", "--sandbox", "sandbox.db", "--json"], surroundings)];
    const asked = { reference: "r3", recipientId: "acct_3", amount: 1003, currency: "usd" };
    const [sent, answered] = await Promise.all([
      payoutkit([...send, "--sandbox", "sandbox.db", "--store", "postgres"], surroundings),
      client.sendPayout(asked).orElse(acceptAlreadyPaid),
      untilHolds(async () => movements() === 30),
    ]);
    expect(assertOk(answered).reference).toBe("r3");
    expect(sent.exitCode).toBe(0);
    const ended = workers.map(outputOf);
    for (const worker of workers) worker.kill("SIGTERM");
    const reports = (await Promise.all(ended)).map(({ exitCode, stdout }) => ({ exitCode, ...JSON.parse(stdout) }));
    expect(reports.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(reports[0].paid + reports[1].paid).toBe(30);
    const again = await payoutkit([...enqueue, "--json"], surroundings);
    expect(JSON.parse(again.stdout)).toMatchObject({ added: 0, known: 30, counts: { paid: 30, waiting: 0 } });
    expect(movements()).toBe(30);
  });

  test("need a database and say how to name it", async () => {
    const { exitCode, stderr } = await payoutkit(["worker", "--sandbox"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Set DATABASE_URL to a PostgreSQL database");
    expect((await payoutkit(["balance", "--sandbox", "--store", "postgres"])).stderr).toContain("Set DATABASE_URL");
  });

  test("never show the database's password", async () => {
    const environment = { DATABASE_URL: `postgres://postgres:not-the-password@127.0.0.1:${server.port}/postgres` };
    const { exitCode, stdout, stderr } = await payoutkit(["worker", "--sandbox"], { environment });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("pg-boss couldn't be started");
    expect(stdout + stderr).not.toContain("not-the-password");
  });

  test("don't enqueue for workers of real money unasked", async () => {
    const { directory, surroundings } = await place("live");
    writeFileSync(join(directory, "payouts.csv"), `reference,recipientId,amount,currency\n${rows(1)}`);
    const environment = { ...surroundings.environment, STRIPE_SECRET_KEY: "sk_live_0" };
    const refused = await payoutkit(["batch", "payouts.csv", "--queue"], { directory, environment });
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Add --yes. Nothing was enqueued.") });
  });
});

/** A folder with a sandbox, and a database of its own. */
async function place(name: string) {
  const directory = temporaryDirectory();
  await server.pool().query(`CREATE DATABASE cli_${name}`);
  const sandbox = sandboxProvider({ path: join(directory, "sandbox.db"), balance: { usd: 1_000_000 } });
  onTestFinished(() => sandbox.close());
  const environment = { DATABASE_URL: `postgres://postgres:postgres@127.0.0.1:${server.port}/cli_${name}` };
  const store = postgresStore({ pool: server.pool({ database: `cli_${name}` }) });
  const client = new PayoutClient({ provider: sandbox, store });
  return { directory, surroundings: { directory, environment }, movements: () => sandbox.movements(), client };
}

function rows(count: number): string {
  return Array.from({ length: count }, (_, row) => `r${row},acct_${row},${1000 + row},usd\n`).join("");
}
