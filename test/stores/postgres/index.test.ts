import { afterAll, beforeAll, describe, test } from "vitest";
import { postgresStore } from "../../../src/stores/postgres/index.ts";
import { storeConformance } from "../../../src/testing/store-conformance.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

let server: PostgresServer;
let schemas = 0;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

describe("conformance", () => {
  storeConformance({
    name: "postgres",
    test,
    create: async () => {
      const schema = `conformance_${(schemas += 1)}`;
      const pool = server.pool();
      return {
        store: postgresStore({ pool, schema }),
        reopen: async () => postgresStore({ pool: server.pool(), schema }),
        cleanup: async () => {
          await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
        },
      };
    },
  });
});
