import { DatabaseSync } from "node:sqlite";
import type { StoredRecord } from "../../../src/ports/payout-store.ts";
import { encodeRecord } from "../../../src/stores/sql/codec.ts";
import { insertRecord } from "../../../src/stores/sql/statements.ts";
import { sqliteDialect } from "../../../src/stores/sqlite/sqlite-dialect.ts";

/** Makes a file as the first version of the schema had it, letter for letter, with these records in it. */
export function makeFirstVersion(path: string, records: readonly StoredRecord[]): void {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; ${firstVersion}`);
  const insert = database.prepare(insertRecord(sqliteDialect));
  for (const record of records) insert.run(...encodeRecord(record));
  database.close();
}

const firstVersion = `
CREATE TABLE payoutkit_schema (id INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (id)) STRICT;
CREATE TABLE payoutkit_records (kind TEXT NOT NULL, mode TEXT NOT NULL, namespace TEXT NOT NULL, reference TEXT NOT NULL, state TEXT NOT NULL, revision TEXT NOT NULL, account TEXT NOT NULL, recipient_id TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL, transfer_id TEXT, amount_reversed INTEGER, created_at_ms INTEGER NOT NULL, updated_at_ms INTEGER NOT NULL, lease_token TEXT, lease_owner TEXT, lease_expires_at_ms INTEGER, document TEXT NOT NULL, PRIMARY KEY (kind, mode, namespace, reference)) STRICT;
CREATE INDEX payoutkit_records_open ON payoutkit_records (kind, mode, namespace, reference) WHERE state IN ('ready', 'sending', 'unknown', 'reconciling', 'review');
CREATE INDEX payoutkit_records_transfer ON payoutkit_records (transfer_id) WHERE transfer_id IS NOT NULL;
CREATE TABLE payoutkit_notes (kind TEXT NOT NULL, mode TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, mode, namespace, name)) STRICT;
INSERT INTO payoutkit_schema (id, version) VALUES (1, 1);
INSERT INTO payoutkit_notes VALUES ('payout', 'live', 'default', 'continuity', 'shown');
`;
