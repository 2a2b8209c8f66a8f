import type { DatabaseSync } from "node:sqlite";
import { FileRows } from "./file-rows.ts";
import { openFile } from "./open-file.ts";
import type { World, WorldRows, WorldSeed } from "./world.ts";
import { orUnavailable } from "./world-unavailable.ts";

/** A world in a file that several processes share. The file is opened, or made, at the first request. */
export function fileWorld(path: string, seed: WorldSeed): World {
  return new FileWorld(path, seed);
}

class FileWorld implements World {
  readonly #path: string;
  readonly #seed: WorldSeed;
  #open: { readonly database: DatabaseSync; readonly rows: FileRows } | null = null;

  constructor(path: string, seed: WorldSeed) {
    this.#path = path;
    this.#seed = seed;
  }

  transact<T>(work: (rows: WorldRows) => T): T {
    const { database, rows } = this.#opened();
    this.#guard("is busy", false, () => database.exec("BEGIN IMMEDIATE"));
    try {
      const answer = work(rows);
      this.#guard("couldn't be written", true, () => database.exec("COMMIT"));
      return answer;
    } catch (cause) {
      rollBack(database);
      throw cause;
    }
  }

  close(): void {
    this.#open?.database.close();
    this.#open = null;
  }

  #opened() {
    if (this.#open === null) {
      const database = openFile(this.#path, this.#seed);
      this.#open = { database, rows: new FileRows(database) };
    }
    return this.#open;
  }

  #guard(problem: string, mayBeDone: boolean, work: () => void): void {
    orUnavailable(`the sandbox's file ${this.#path} ${problem}`, mayBeDone, work);
  }
}

/** SQLite has rolled back already after some failures, and says so with an error. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    return;
  }
}
