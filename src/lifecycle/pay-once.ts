import { err, ok, type Result } from "neverthrow";
import { apiError, withOutcome } from "../domain/api-error.ts";
import type { PayoutError } from "../domain/errors.ts";
import { outcomeOfState } from "../domain/payout-record.ts";
import { type Account, readModes, recordId } from "./account.ts";
import type { LifecycleContext } from "./context.ts";
import { createContinuity } from "./continuity.ts";
import { Deadlines } from "./deadlines.ts";
import { drive } from "./drive.ts";
import type { DriveEnd, Paid } from "./drive-end.ts";
import { createFunds, type Funds } from "./funds.ts";
import { revisionMint } from "./ledger.ts";
import type { RecordId } from "../ports/payout-store.ts";
import { unlessStopped } from "./unless-stopped.ts";
import { Flight, type Patience, type PayOrder } from "./flight.ts";

/** Pays each payout at most once, whoever asks for it and however often. */
export interface Payer {
  pay(order: PayOrder, patience: Patience): Promise<Result<Paid, PayoutError>>;
  /** Whether a new payout would be looked up at the provider before its first send. */
  needsLookup(account: Account): Promise<boolean> | boolean;
  readonly funds: Funds;
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>;
  /** Lets everything that isn't on the wire end at once. */
  stopAll(): void;
}

export function createPayer(context: LifecycleContext): Payer {
  const continuity = createContinuity(context);
  const funds = createFunds(context);
  const mintToken = revisionMint(context.clock);
  const deadlines = new Deadlines(context.clock);
  const flights = new Map<string, Flight>();

  function board(order: PayOrder): Flight {
    const key = `${order.kind ?? "payout"}\n${order.reference}`;
    const before = flights.get(key) ?? null;
    if (before?.takes(order) === true) return before;
    const flight = new Flight(order, deadlines, async (self) => {
      const earlier = await before?.end;
      const end = joinedTo(earlier, await fly(self).catch(broken));
      if (flights.get(key) === self) flights.delete(key);
      return end;
    });
    flights.set(key, flight);
    return flight;
  }

  async function fly(flight: Flight): Promise<DriveEnd> {
    const { kind = "payout", reference, payout, checkBalance } = flight.order;
    const stop = flight.stop.signal;
    const account = await unlessStopped(context.account(), stop);
    if (account === null) return { ...failed(await withoutAccount(context, { kind, reference }, tooLate)), stopped: true };
    if (account.isErr()) return failed(await withoutAccount(context, { kind, reference }, account.error));
    const seen = await context.ledger.load(recordId(kind, account.value, context.namespace, reference));
    if (seen.isErr()) return failed(withOutcome(seen.error, "unknown", reference));
    const watch = { stop, onWire: (onWire: boolean) => flight.setOnWire(onWire) };
    const terms = { context, account: account.value, continuity, funds: checkBalance ? funds : null, stop };
    return drive({ ...terms, payout, mintToken, watch }, seen.value);
  }

  return {
    pay: (order, patience) => board(order).wait(order, patience),
    needsLookup: (account) => continuity.needsLookup(account),
    funds,
    idle: async () => {
      await Promise.all([...flights.values()].map((flight) => flight.end));
    },
    stopAll: () => {
      for (const flight of flights.values()) flight.stop.abort();
    },
  };
}

/** A call that waited for the drive before it took part in what that one paid. */
function joinedTo(earlier: DriveEnd | undefined, end: DriveEnd): DriveEnd {
  const paidMeanwhile = earlier?.result.isOk() === true && earlier.result.value.part !== "none";
  if (!paidMeanwhile || end.result.isErr() || end.result.value.part !== "none") return end;
  return { ...end, result: ok({ ...end.result.value, part: "joined" }) };
}

/**
 * The provider can't say which account is called. What the store knows under any mode of this namespace tells
 * whether the payout may have been sent before.
 */
async function withoutAccount(
  context: LifecycleContext,
  { kind, reference }: Pick<RecordId, "kind" | "reference">,
  error: PayoutError<"API_ERROR">,
): Promise<PayoutError> {
  const { namespace, store } = context;
  const modes = await readModes(store, namespace);
  // Where the store itself stood in the way, its list of modes may lack the very one.
  if (modes.isErr() || error.reason === "store_unavailable") return withOutcome(error, "unknown", reference);
  for (const mode of modes.value) {
    const seen = await context.ledger.load({ kind, mode, namespace, reference });
    const record = seen.isOk() ? seen.value.record : null;
    const outcome = seen.isErr() ? "unknown" : record === null ? "not_created" : outcomeOfState(record.state);
    if (outcome !== "not_created") return withOutcome(error, outcome, reference);
  }
  return withOutcome(error, "not_created", reference);
}

const tooLate = apiError("timeout", "not_created", "the provider didn't say in time which account is called");

/** A bug of ours must not become a rejection of the caller's: nobody knows how far it got. */
function broken(cause: unknown): DriveEnd {
  return failed(apiError("invalid_response", "unknown", "payoutkit itself failed; the cause says where", { cause }));
}

function failed(error: PayoutError): DriveEnd {
  return { result: err(error), stopped: false };
}

