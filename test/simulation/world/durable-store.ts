import type {
  RecordId,
  RecordQuery,
  RecordScope,
  RecordWrite,
  StoredRecord,
  WriteResult,
} from "../../../src/ports/payout-store.ts";
import type { Judge } from "../judge/judge.ts";
import { nameOf } from "../judge/name.ts";
import type { Machine } from "./machine.ts";

/** A copy of everything in the store at one moment. */
export interface Backup {
  readonly atMs: number;
  readonly rows: ReadonlyMap<string, string>;
  readonly notes: ReadonlyMap<string, string>;
}

/** The disk that outlives every process: rows as text, so that nobody shares an object with it. */
export class DurableStore {
  readonly #judge: Judge;
  #rows = new Map<string, string>();
  #notes = new Map<string, string>();
  /** How often another disk took this one's place. */
  generation = 0;

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  load(ids: readonly RecordId[]): (StoredRecord | null)[] {
    return ids.map((id) => this.#read(rowKey(id)));
  }

  /** One commit: all of these that still stand where their writer saw them. */
  write(writes: readonly RecordWrite[], by: Machine): WriteResult[] {
    return writes.map(({ record, replaces }) => {
      const current = this.#read(rowKey(record));
      if ((current?.revision ?? null) !== replaces) return { written: false, current };
      this.#rows.set(rowKey(record), JSON.stringify(record));
      this.#judge.onWrite(by, current, record);
      return { written: true };
    });
  }

  list({ scope, states, after, limit }: RecordQuery): StoredRecord[] {
    return this.records()
      .filter(({ kind, mode, namespace }) => kind === scope.kind && mode === scope.mode && namespace === scope.namespace)
      .filter((record) => states.includes(record.state) && (after === null || record.reference > after))
      .slice(0, limit);
  }

  readNote(scope: RecordScope, name: string): string | null {
    return this.#notes.get(noteKey(scope, name)) ?? null;
  }

  writeNote(scope: RecordScope, name: string, value: string): void {
    this.#notes.set(noteKey(scope, name), value);
  }

  /** Every record, ordered by kind and reference. */
  records(): StoredRecord[] {
    return [...this.#rows.keys()].sort().flatMap((key) => this.#read(key) ?? []);
  }

  /** The record of that name. */
  find(name: string): StoredRecord | null {
    return this.records().find((record) => nameOf(record) === name) ?? null;
  }

  backUp(atMs: number): Backup {
    return { atMs, rows: new Map(this.#rows), notes: new Map(this.#notes) };
  }

  /** Whether a row isn't the same in these. */
  differs(record: StoredRecord, rows: ReadonlyMap<string, string>): boolean {
    return rows.get(rowKey(record)) !== this.#rows.get(rowKey(record));
  }

  /** Puts a backup in the place of everything; the names of the rows that it changed. */
  restore(backup: Pick<Backup, "rows" | "notes">): string[] {
    const changed = this.records().filter((record) => this.differs(record, backup.rows));
    this.#rows = new Map(backup.rows);
    this.#notes = new Map(backup.notes);
    this.generation += 1;
    return changed.map(nameOf);
  }

  /** Forgets one row. */
  lose(record: StoredRecord): void {
    this.#rows.delete(rowKey(record));
  }

  #read(key: string): StoredRecord | null {
    const text = this.#rows.get(key);
    return text === undefined ? null : JSON.parse(text);
  }
}

function rowKey({ kind, mode, namespace, reference }: RecordId): string {
  return JSON.stringify([kind, mode, namespace, reference]);
}

function noteKey({ kind, mode, namespace }: RecordScope, name: string): string {
  return JSON.stringify([kind, mode, namespace, name]);
}
