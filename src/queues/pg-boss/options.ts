import { demandOptions } from "../../domain/options.ts";
import { describe, isObject } from "../../domain/payout-request.ts";
import { namespaceProblem } from "../../domain/reference.ts";
import { type Clock, systemClock } from "../../ports/clock.ts";
import { completeClock } from "../../ports/complete-clock.ts";
import type { PayoutSender } from "../../ports/payout-sender.ts";
import type { QueueStore } from "../../ports/queue-ledger.ts";
import type { RateLimiter } from "../../ports/rate-limiter.ts";
import type { QueueParts } from "../payouts/parts.ts";
import type { PgBossLike } from "./boss.ts";
import { nodeProblem } from "./node-version.ts";
import { PgBossEngine } from "./pg-boss-engine.ts";

/** What a payout queue is made of. */
export interface PayoutQueueOptions {
  /** A `PgBoss` that was started, in the store's database. It stays yours. */
  readonly boss: PgBossLike;
  /** Who pays, such as a `PayoutClient` on the same store. */
  readonly sender: PayoutSender;
  /** The client's store; it has to keep queued payouts too, as `postgresStore({ pool })` does. */
  readonly store: QueueStore;
  /** The name of the queue in pg-boss: letters, digits and `-`; `payoutkit` by default. */
  readonly name?: string | undefined;
  /** The client's namespace, `default` by default. */
  readonly namespace?: string | undefined;
  /** For a sender that keeps no rate of its own: asked before each payout. A `PayoutClient` takes it as its `rate`. */
  readonly rate?: RateLimiter | undefined;
  /** Payouts that one worker has at once, 50 by default. */
  readonly concurrency?: number | undefined;
  /** Where time comes from; the machine's own clock by default. */
  readonly clock?: Clock | undefined;
}

const optionNames: readonly (keyof PayoutQueueOptions)[] = [
  "boss",
  "sender",
  "store",
  "name",
  "namespace",
  "rate",
  "concurrency",
  "clock",
];

/** Checks the options; a wrong configuration is a programmer's bug and throws a `TypeError`. */
export function readOptions(options: PayoutQueueOptions): QueueParts {
  demandOptions("payoutQueue", options, optionNames);
  const wrongNode = nodeProblem(process.versions.node);
  if (wrongNode !== null) throw new TypeError(`payoutQueue: ${wrongNode}`);
  const { boss, sender, store, name = "payoutkit", namespace = "default", rate, concurrency = 50, clock } = options;
  demand(hasFunctions(boss, ["getDb", "insert", "fetch"]), "boss", "a PgBoss that was started");
  demand(hasFunctions(sender, ["sendPayout"]), "sender", "a PayoutSender, such as a PayoutClient");
  const kept = isObject(store) && hasFunctions(store.queue, ["transaction", "claim"]);
  demand(kept, "store", "a store that keeps queued payouts, such as postgresStore({ pool: new pg.Pool() })");
  demand(typeof name === "string" && /^[\w-]{1,40}$/.test(name), "name", "1 to 40 letters, digits, - or _");
  demand(typeof namespace === "string" && namespaceProblem(namespace) === null, "namespace", "1 to 64 characters without control characters");
  demand(Number.isSafeInteger(concurrency) && concurrency >= 1, "concurrency", `a whole number of at least 1, got ${describe(concurrency)}`);
  demand(rate === undefined || hasFunctions(rate, ["acquire", "limited"]), "rate", "a RateLimiter with acquire and limited");
  demand(clock === undefined || hasFunctions(clock, ["now", "sleep"]), "clock", "an object with now and sleep");
  return {
    engine: new PgBossEngine(boss, name),
    ledger: store.queue,
    sender,
    scope: { queue: name, namespace },
    clock: clock === undefined ? systemClock : completeClock(clock),
    rate: rate ?? null,
    concurrency,
  };
}

function hasFunctions(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return names.every((name) => typeof Reflect.get(value, name) === "function");
}

function demand(holds: boolean, option: string, expected: string): void {
  if (!holds) throw new TypeError(`payoutQueue: ${option}: expected ${expected}`);
}
