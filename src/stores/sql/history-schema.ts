import type { Column } from "./columns.ts";
import { createTable } from "./create-table.ts";
import type { SqlDialect } from "./dialect.ts";

/** The columns of a mirrored transfer, in the order in which they are written. */
export const transferColumns: readonly Column[] = [
  required("history_id", "integer"),
  required("id", "text"),
  required("created_at_ms", "integer"),
  required("recipient_id", "text"),
  required("currency", "text"),
  required("amount", "integer"),
  required("amount_reversed", "integer"),
  required("status", "text"),
  // Empty where the transfer bears no mark.
  required("namespace", "text"),
];

/** Counts of transfers of each status, by the name of their column. */
export const statusColumns: readonly (readonly [column: string, status: string])[] = [
  ["pending", "pending"],
  ["paid", "paid"],
  ["partially_reversed", "partially_reversed"],
  ["wholly_reversed", "reversed"],
  ["failed", "failed"],
  ["unrecognized", "unrecognized"],
];

/** Whether a transfer moved money, if only for a while; `row` is empty or ends with a dot. */
export function movedCondition(row: string): string {
  // Of a list of three SQLite would make a table of its own, each time that a trigger runs.
  const isOneOf = ["paid", "partially_reversed", "reversed"].map((status) => `${row}status = '${status}'`);
  return `(${isOneOf.join(" OR ")})`;
}

/** What a group of transfers comes to, as expressions over their rows. */
export const groupSums: readonly string[] = [
  `sum(CASE WHEN ${movedCondition("")} THEN 1 ELSE 0 END)`,
  `sum(CASE WHEN ${movedCondition("")} THEN amount ELSE 0 END)`,
  `sum(CASE WHEN ${movedCondition("")} THEN amount_reversed ELSE 0 END)`,
  `min(CASE WHEN ${movedCondition("")} THEN amount END)`,
  `max(CASE WHEN ${movedCondition("")} THEN amount END)`,
  ...statusColumns.map(([, status]) => `sum(CASE WHEN status = '${status}' THEN 1 ELSE 0 END)`),
];

/** The names of those sums, in their order. */
export const sumNames: readonly string[] = [
  ...["moved", "gross", "reversed", "smallest", "largest"],
  ...statusColumns.map(([column]) => column),
];

/**
 * The mirror of a provider's history. Triggers keep its sums, one row for each recipient, currency and namespace, in
 * the same commit as its transfers.
 */
export function createHistory(dialect: SqlDialect): readonly string[] {
  const transfers = dialect.table("payoutkit_transfers");
  const rest = "currency, status, amount, amount_reversed, namespace";
  return [
    createTable(dialect, "payoutkit_histories", "id", [
      required("id", "integer"),
      required("provider", "text"),
      required("mode", "text"),
      required("account", "text"),
      required("covered_ms", "integer"),
    ]),
    createTable(dialect, "payoutkit_transfers", "history_id, id", transferColumns),
    // Both hold all that is added up, so that a sum never reads the table.
    `CREATE INDEX IF NOT EXISTS payoutkit_transfers_time ON ${transfers} (history_id, created_at_ms, recipient_id, ${rest})`,
    `CREATE INDEX IF NOT EXISTS payoutkit_transfers_recipient ON ${transfers} (history_id, recipient_id, created_at_ms, ${rest})`,
    createTable(dialect, "payoutkit_transfer_sums", groupColumns.join(", "), [
      required("history_id", "integer"),
      ...groupColumns.slice(1).map((name) => required(name, "text")),
      ...sumNames.map((name): Column => ({ name, type: "integer", nullable: extremes.includes(name) })),
    ]),
    ...dialect.createTrigger({
      name: "payoutkit_transfers_added",
      table: "payoutkit_transfers",
      event: "INSERT",
      when: null,
      statements: [addToGroup(dialect)],
    }),
    ...dialect.createTrigger({
      name: "payoutkit_transfers_reversed",
      table: "payoutkit_transfers",
      event: "UPDATE",
      when: `${movedCondition("NEW.")} AND ${movedCondition("OLD.")}`,
      statements: [changeGroup(dialect, [])],
    }),
    ...dialect.createTrigger({
      name: "payoutkit_transfers_settled",
      table: "payoutkit_transfers",
      event: "UPDATE",
      when: `NOT (${movedCondition("NEW.")} AND ${movedCondition("OLD.")})`,
      statements: [changeGroup(dialect, extremesOfGroup(dialect))],
    }),
  ];
}

const groupColumns = ["history_id", "recipient_id", "currency", "namespace"] as const;
const extremes: readonly string[] = ["smallest", "largest"];
const sameGroup = groupColumns.map((name) => `${name} = NEW.${name}`).join(" AND ");
const sumColumns = [...groupColumns, ...sumNames].join(", ");

/** New transfers are added to their groups. */
function addToGroup({ table, addedRows }: SqlDialect): string {
  const group = groupColumns.join(", ");
  const added = sumNames.filter((name) => !extremes.includes(name)).map((name) => `${name} = ${kept(name)} + excluded.${name}`);
  const changes = [...added, keepExtreme("smallest", "<"), keepExtreme("largest", ">")].join(", ");
  // In one order, so that two who write to the same groups wait for each other only once.
  const sums = addedRows === null ? sumsOfNew() : `SELECT ${group}, ${groupSums.join(", ")} FROM ${addedRows} GROUP BY ${group} ORDER BY ${group}`;
  return `INSERT INTO ${table("payoutkit_transfer_sums")} (${sumColumns}) ${sums} ON CONFLICT (${group}) DO UPDATE SET ${changes}`;
}

/** What one transfer comes to. */
function sumsOfNew(): string {
  const moved = movedCondition("NEW.");
  const values = [
    ...groupColumns.map((name) => `NEW.${name}`),
    ...["1", "NEW.amount", "NEW.amount_reversed"].map((value) => `CASE WHEN ${moved} THEN ${value} ELSE 0 END`),
    ...extremes.map(() => `CASE WHEN ${moved} THEN NEW.amount END`),
    ...statusColumns.map(([, status]) => `CASE WHEN NEW.status = '${status}' THEN 1 ELSE 0 END`),
  ];
  return `VALUES (${values.join(", ")})`;
}

function keepExtreme(name: string, comparison: string): string {
  const isNew = `${kept(name)} IS NULL OR excluded.${name} ${comparison} ${kept(name)}`;
  return `${name} = CASE WHEN ${isNew} THEN excluded.${name} ELSE ${kept(name)} END`;
}

// By the table's own name, because the SQLite of Node 22 allows no other one inside a trigger.
function kept(name: string): string {
  return `payoutkit_transfer_sums.${name}`;
}

/** A transfer has changed: its group goes from what it was to what it is. */
function changeGroup({ table }: SqlDialect, further: readonly string[]): string {
  const counts = statusColumns.map(([column, status]) => changeSum(column, (row) => `${row}status = '${status}'`, () => "1"));
  const sums = [
    changeSum("moved", movedCondition, () => "1"),
    changeSum("gross", movedCondition, (row) => `${row}amount`),
    changeSum("reversed", movedCondition, (row) => `${row}amount_reversed`),
  ];
  return `UPDATE ${table("payoutkit_transfer_sums")} SET ${[...sums, ...counts, ...further].join(", ")} WHERE ${sameGroup}`;
}

function changeSum(column: string, condition: (row: string) => string, amount: (row: string) => string): string {
  const part = (row: string): string => `CASE WHEN ${condition(row)} THEN ${amount(row)} ELSE 0 END`;
  return `${column} = ${column} + ${part("NEW.")} - ${part("OLD.")}`;
}

/** Whether a transfer moved money has changed, which is rare: only a look at all of its group tells the extremes. */
function extremesOfGroup({ table }: SqlDialect): readonly string[] {
  const group = `FROM ${table("payoutkit_transfers")} WHERE ${sameGroup} AND ${movedCondition("")}`;
  return [`smallest = (SELECT min(amount) ${group})`, `largest = (SELECT max(amount) ${group})`];
}

function required(name: string, type: Column["type"]): Column {
  return { name, type, nullable: false };
}
