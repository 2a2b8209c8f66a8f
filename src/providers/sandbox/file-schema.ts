/** Marks a SQLite file as a sandbox's world: "pksb" in ASCII. */
export const applicationId = 0x706b7362;

/** Counts up when the tables change. */
export const schemaVersion = 2;

/** What version 2 has and version 1 hadn't. */
export const createReversals = `
  CREATE TABLE IF NOT EXISTS reversals (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    transfer_id TEXT NOT NULL,
    namespace TEXT NOT NULL,
    reference TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS reversals_by_transfer ON reversals (transfer_id, number);
`;

/** The tables of a world; times in milliseconds since the epoch, amounts in minor units. */
export const createTables = `
  CREATE TABLE world (account TEXT NOT NULL) STRICT;
  CREATE TABLE funds (currency TEXT PRIMARY KEY, amount INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE minimums (currency TEXT PRIMARY KEY, amount INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE recipients (id TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE transfers (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    namespace TEXT,
    reference TEXT,
    recipient_id TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount_reversed INTEGER NOT NULL,
    description TEXT,
    metadata TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX transfers_by_time ON transfers (created_at_ms, number);
  CREATE INDEX transfers_by_recipient ON transfers (recipient_id, created_at_ms, number);
  CREATE INDEX transfers_by_mark ON transfers (reference, namespace, created_at_ms, number);
  ${createReversals}
  CREATE TABLE keys (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    first_seen_ms INTEGER NOT NULL,
    answer TEXT,
    busy_until_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX keys_by_age ON keys (first_seen_ms);
  CREATE TABLE scenarios (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    times REAL NOT NULL,
    delay_ms INTEGER NOT NULL,
    retry_after_ms INTEGER,
    provider_code TEXT NOT NULL,
    reference TEXT,
    recipient_id TEXT,
    call TEXT
  ) STRICT;
  CREATE TABLE late_work (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    due_at_ms INTEGER NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX late_work_by_time ON late_work (due_at_ms);
`;
