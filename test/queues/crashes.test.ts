import { expect, test } from "vitest";
import { startPostgres } from "../stores/postgres/postgres-server.ts";
import { crashRun } from "./machines/crash-run.ts";

test("a batch on three machines that are killed, with the database restarted in the middle, is paid once", async () => {
  const server = await startPostgres();
  try {
    const figures = await crashRun({ server, payouts: 900, machines: 3, killEveryMs: 1_500, mostKills: 3, restarts: true, latencyMs: 5 });
    expect(figures).toMatchObject({ movements: 900, paid: 900, broken: 0, deadLetters: 0 });
    expect(figures.kills).toBeGreaterThan(0);
    expect(figures.slowestRecoveryMs).toBeLessThan(60_000);
  } finally {
    await server.stop();
  }
}, 240_000);
