import { err, ok, PayoutClient, type Result } from "../index.ts";
import type { PayoutQueue } from "../queues/pg-boss/index.ts";
import type { DecimalsOf } from "./format-money.ts";
import { type ClientFlags, openProvider } from "./open-client.ts";
import { type Environment, openDatabase, type OpenedDatabase } from "./open-store.ts";

/** Flags of the commands that work with a queue. */
export interface QueueFlags extends Omit<ClientFlags, "store"> {
  /** Requests a second that all workers may start together; the default is what the provider's capabilities say. */
  readonly rate?: number | undefined;
  /** Payouts that this worker has at once. */
  readonly concurrency?: number | undefined;
}

/** A queue that is ready to use. */
export interface OpenedQueue {
  readonly queue: PayoutQueue;
  /** Whether its workers move real money. */
  readonly live: boolean;
  readonly decimalsOf: DecimalsOf | undefined;
  close(): Promise<void>;
}

/** Builds the queue that the flags ask for on the database of `DATABASE_URL`; the error is a sentence for the user. */
export async function openQueue(flags: QueueFlags, environment: Environment): Promise<Result<OpenedQueue, string>> {
  try {
    const database = await openDatabase(environment);
    if (database.isErr()) return err(database.error);
    const provider = await openProvider(flags, environment);
    return provider.isErr() ? err(provider.error) : await connect(flags, database.value, provider.value);
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

type OpenedProvider = Awaited<ReturnType<typeof openProvider>> extends Result<infer T, string> ? T : never;

// The packages are loaded when they are asked for, so that everything else works without them.
async function connect(
  flags: QueueFlags,
  { connectionString, pool, store }: OpenedDatabase,
  { provider, live }: OpenedProvider,
): Promise<Result<OpenedQueue, string>> {
  const { payoutQueue, startBoss } = await import("../queues/pg-boss/index.ts");
  const { postgresRateLimiter } = await import("../stores/postgres/index.ts");
  const started = await startBoss({ connectionString });
  if (started.isErr()) return err(withoutPassword(started.error.message, connectionString));
  const { namespace, minimum: minimums, concurrency } = flags;
  const perSecond = flags.rate ?? provider.capabilities.requestsPerSecond.write;
  const rate = Number.isFinite(perSecond) ? postgresRateLimiter({ pool, perSecond }) : undefined;
  const client = new PayoutClient({ provider, store, minimums, namespace, rate });
  const queue = payoutQueue({ boss: started.value.boss, sender: client, store, namespace, concurrency });
  const close = async (): Promise<void> => {
    await client.close();
    await started.value.stop();
    await pool.end();
  };
  return ok({ queue, live, decimalsOf: provider.decimalsOf, close });
}

/** What a driver says of a connection may hold the whole address. */
function withoutPassword(message: string, connectionString: string): string {
  const [, password = ""] = /^[^:]+:\/\/[^:@/]*:([^@/]+)@/.exec(connectionString) ?? [];
  return password === "" ? message : message.replaceAll(password, "***");
}
