import { err, ok, type Result, ResultAsync } from "neverthrow";
import { apiError } from "../../../src/domain/api-error.ts";
import type { PayoutStore, RecordId, StoreAnswer, StoreFailure } from "../../../src/ports/payout-store.ts";
import { nameOf } from "../judge/name.ts";
import type { DurableStore } from "./durable-store.ts";
import type { Machine } from "./machine.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a store is like in this world. */
export interface StoreNature {
  /** How far its own clock is off; `null` if it has none. */
  readonly skewMs: () => number | null;
  /** Tells dead processes from living ones, or `null`. */
  readonly processes: ((owner: string) => boolean) | null;
}

/** The store as one process reaches it: a connection with delays, on which anything can be lost. */
export function storePort(around: Surroundings, store: DurableStore, machine: Machine, nature: StoreNature): PayoutStore {
  const connection = new Connection(around, machine, store);
  const { skewMs, processes } = nature;
  const answer = <T>(entries: readonly T[]): StoreAnswer<T> => ({
    entries,
    nowMs: addOrNull(around.schedule.nowMs, skewMs()),
  });
  return {
    specificationVersion: "v1",
    name: "simulated",
    processes: processes === null ? null : { self: machine.name, isGone: processes },
    load: (ids) => connection.ask("load", "read", () => answer(store.load(ids)), ids),
    write: (writes) => connection.ask("write", "write", () => answer(store.write(writes, machine)), writes.map(({ record }) => record)),
    list: (query) => connection.ask("list", "read", () => answer(store.list(query))),
    readNote: (scope, name) => connection.ask("read note", "read", () => store.readNote(scope, name)),
    writeNote: (scope, name, value) => connection.ask("write note", "write", () => store.writeNote(scope, name, value)),
    close: () => connection.close(),
  };
}

function addOrNull(timeMs: number, skewMs: number | null): number | null {
  return skewMs === null ? null : Math.floor(timeMs + skewMs);
}

class Connection {
  readonly #around: Surroundings;
  readonly #machine: Machine;
  readonly #store: DurableStore;
  #closed = false;

  constructor(around: Surroundings, machine: Machine, store: DurableStore) {
    this.#store = store;
    this.#around = around;
    this.#machine = machine;
  }

  close(): ResultAsync<void, StoreFailure> {
    return this.ask("close", "read", () => undefined).andTee(() => {
      this.#closed = true;
    });
  }

  ask<T>(what: string, kind: "read" | "write", work: () => T, about: readonly RecordId[] = []): ResultAsync<T, StoreFailure> {
    const { judge } = this.#around;
    const names = about.map(nameOf);
    let lookedTick: number | null = null;
    const look = (): T => {
      lookedTick = judge.mark();
      return work();
    };
    return new ResultAsync(
      new Promise<Result<T, StoreFailure>>((resolve) => {
        const receive = (result: Result<T, StoreFailure>): void => {
          if (result.isOk() && lookedTick !== null) judge.onLook(this.#machine, names, lookedTick);
          if (result.isErr()) judge.alarms.forgive(this.#machine, names);
          resolve(result);
        };
        if (this.#machine.alive) this.#leave(what, kind, look, (result) => this.#machine.deliver(this.#delayMs(), () => receive(result)));
      }),
    );
  }

  #leave<T>(what: string, kind: "read" | "write", work: () => T, reply: (result: Result<T, StoreFailure>) => void): void {
    const { knobs, schedule, trace } = this.#around;
    const { random, name } = this.#machine;
    if (this.#closed || random.chance(knobs.storeUnavailable)) {
      trace.note(name, `${what}: the store is unavailable`);
      return reply(err(apiError("store_unavailable", "not_created", "the store can't be reached")));
    }
    const lost = kind === "write" && random.chance(knobs.storeWriteLost);
    const unanswered = lost || (kind === "write" && random.chance(knobs.storeAnswerLost));
    const delayMs = random.chance(knobs.storeLate) ? random.span(1000, 600_000) : this.#delayMs();
    const { generation } = this.#store;
    schedule.after(delayMs, () => {
      // What is on its way to a disk that is gone doesn't reach the one in its place.
      const gone = generation !== this.#store.generation;
      if (!lost && !gone) {
        const answer = work();
        if (!unanswered) return reply(ok(answer));
      }
      trace.note(name, `${what}: the store doesn't answer${lost ? ", and nothing was kept" : ""}`);
      reply(err(apiError("store_unavailable", "unknown", "the store didn't answer")));
    });
  }

  #delayMs(): number {
    return this.#machine.random.integer(0, 4);
  }
}
