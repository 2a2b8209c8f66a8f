import { err, ok, type Result } from "neverthrow";
import { apiError, withOutcome } from "../domain/api-error.ts";
import type { PayoutError } from "../domain/errors.ts";
import type { Outcome } from "../domain/outcome.ts";
import { type Account, accountOf, readModes, recordId } from "./account.ts";
import { unlooked } from "./answers.ts";
import { type LifecycleContext, patiently } from "./context.ts";
import { createContinuity } from "./continuity.ts";
import { Deadlines } from "./deadlines.ts";
import { drive } from "./drive.ts";
import type { DriveEnd, Paid } from "./drive-end.ts";
import { createFunds, type Funds } from "./funds.ts";
import { revisionMint } from "./ledger.ts";
import { outcomeOf } from "./outcome-of.ts";
import type { RecordId } from "../ports/payout-store.ts";
import { unlessStopped } from "./unless-stopped.ts";
import { clientClosed, Flight, type Patience, type PayOrder } from "./flight.ts";
import { watchedLedger } from "./watched-ledger.ts";

/** Pays each payout at most once, whoever asks for it and however often. */
export interface Payer {
  pay(order: PayOrder, patience: Patience): Promise<Result<Paid, PayoutError>>;
  /** Whether a new payout would be looked up at the provider before its first send. */
  needsLookup(account: Account): Promise<boolean> | boolean;
  readonly funds: Funds;
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>;
  /** Lets everything that isn't on the wire end at once, and nothing begin any more. */
  stopAll(): void;
}

export function createPayer(context: LifecycleContext): Payer {
  const patient = patiently(context);
  const continuity = createContinuity(context);
  const funds = createFunds(context);
  const mintToken = revisionMint(context.clock);
  const deadlines = new Deadlines(context.clock);
  const flights = new Map<string, Flight>();
  /** Known for good once it is; a call that was stopped before it began then still looks at its record. */
  let known: Account | null = null;
  let isClosed = false;

  function board(order: PayOrder): Flight {
    const key = `${order.kind ?? "payout"}\n${order.reference}`;
    const before = flights.get(key) ?? null;
    if (before?.takes(order) === true) return before;
    const takeOff = async (self: Flight): Promise<DriveEnd> => {
      const earlier = await before?.end;
      const end = joinedTo(earlier, await fly(self, earlier === undefined).catch(broken));
      if (flights.get(key) === self) flights.delete(key);
      return end;
    };
    const flight = new Flight(order, deadlines, { fly: takeOff, board });
    flights.set(key, flight);
    return flight;
  }

  async function fly(flight: Flight, isFirst: boolean): Promise<DriveEnd> {
    const { kind = "payout", reference, payout, checkBalance, isPatient = false } = flight.order;
    const stop = flight.stop.signal;
    const own = { ...(isPatient ? patient : context), ledger: watchedLedger(context.ledger, () => flight.look()) };
    const account = known === null ? await unlessStopped(context.account(), stop) : ok(known);
    if (account === null) return { ...failed(await withoutAccount(own, { kind, reference }, tooLate)), stopped: true };
    if (account.isErr()) return failed(await withoutAccount(own, { kind, reference }, account.error));
    known = account.value;
    const looked = isFirst ? (flight.order.seen ?? null) : null;
    const id = recordId(kind, account.value, context.namespace, reference);
    const seen = looked === null ? await own.ledger.load(id) : ok(looked);
    if (seen.isErr()) return failed(withOutcome(seen.error, "unknown", reference));
    const watch = { stop, onWire: (onWire: boolean) => flight.setOnWire(onWire) };
    const terms = { context: own, account: account.value, continuity, funds: checkBalance ? funds : null, stop };
    return drive({ ...terms, payout, mintToken, watch }, seen.value);
  }

  return {
    pay: (order, patience) => (isClosed ? Promise.resolve(err(tooLateFor(order.reference))) : board(order).wait(order, patience)),
    needsLookup: (account) => continuity.needsLookup(account),
    funds,
    idle: async () => {
      await Promise.all([...flights.values()].map((flight) => flight.end));
    },
    stopAll: () => {
      isClosed = true;
      for (const flight of flights.values()) flight.stop.abort(clientClosed);
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
 * Nobody can say which account is called. What the store knows tells whether the payout is paid; but that it knows
 * nothing, or that nothing was sent, counts only for a caller who has said that the store is the truth.
 */
async function withoutAccount(
  context: LifecycleContext,
  id: Pick<RecordId, "kind" | "reference">,
  error: PayoutError<"API_ERROR">,
): Promise<PayoutError> {
  const outcome = await storedOutcome(context, id, error.reason === "store_unavailable");
  const isTrusted = context.lookupNew === "never" && id.kind === "payout";
  if (outcome === "not_created" && !isTrusted) return unlooked(error, id.reference);
  return withOutcome(error, outcome, id.reference);
}

/** What the store makes of a payout under any mode in which the namespace was ever used. */
async function storedOutcome(
  context: LifecycleContext,
  { kind, reference }: Pick<RecordId, "kind" | "reference">,
  storeFailed: boolean,
): Promise<Outcome> {
  const { namespace, store } = context;
  // Where the store itself stood in the way, the provider has said under which mode the payout is kept.
  const identity = storeFailed ? await context.identify() : null;
  const modes = identity?.isOk() === true ? ok([accountOf(identity.value).mode]) : await readModes(store, namespace);
  if (modes.isErr()) return "unknown";
  for (const mode of modes.value) {
    const seen = await context.ledger.load({ kind, mode, namespace, reference });
    const record = seen.isOk() ? seen.value.record : null;
    const outcome = seen.isErr() ? "unknown" : record === null ? "not_created" : outcomeOf(record);
    if (outcome !== "not_created") return outcome;
  }
  return "not_created";
}

const tooLate = apiError("timeout", "not_created", "the provider didn't say in time which account is called");

/** Nobody looks what was made of a payout once the client is about to let go of its store. */
function tooLateFor(reference: string): PayoutError<"API_ERROR"> {
  const message = "the client is closed; make another one and call again";
  return apiError("store_unavailable", "unknown", message, { reference, retryable: false });
}

/** A bug of ours must not become a rejection of the caller's: nobody knows how far it got. */
function broken(cause: unknown): DriveEnd {
  return failed(apiError("invalid_response", "unknown", "payoutkit itself failed; the cause says where", { cause }));
}

function failed(error: PayoutError): DriveEnd {
  return { result: err(error), stopped: false };
}

