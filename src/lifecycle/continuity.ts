import { ok, type Result, ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import { referenceProblem } from "../domain/reference.ts";
import type { StoreFailure } from "../ports/payout-store.ts";
import type { ProviderTransfer } from "../ports/transfer-provider.ts";
import { type Account, payoutId } from "./account.ts";
import type { LifecycleContext } from "./context.ts";
import { type ContinuityNote, keepContinuity, lacksPayout, readContinuity } from "./continuity-note.ts";
import { bearsMark } from "./stored-transfer.ts";

/** Whether a reference that the store doesn't know has to be looked up at the provider first. */
export interface Continuity {
  needsLookup(account: Account): Promise<boolean> | boolean;
  /** Whether the store's own word on a payout counts, as far as that is known by now. */
  isShown(): boolean;
}

/**
 * A missing record is not evidence: a store can be young, lost, restored or failed over. Under `auto` lookups
 * stop only while the store shows that it is the one which remembers: the newest transfers of this namespace
 * are all in it. A store that was once found behind, or that was young when nobody could tell what came before
 * it, says so in a note until a look at the whole history ends the doubt, because later transfers would hide the gap.
 */
export function createContinuity(context: LifecycleContext): Continuity {
  if (context.lookupNew !== "auto") {
    const always = context.lookupNew === "always";
    return { needsLookup: () => always, isShown: () => !always };
  }
  let verdict: { readonly shown: boolean; readonly atMs: number; readonly goodForMs: number } | null = null;
  let asking: Promise<boolean> | null = null;

  async function ask(account: Account): Promise<boolean> {
    const checked = await check(context, account);
    const shown = checked.isOk() && checked.value;
    verdict = { shown, atMs: context.clock.monotonic(), goodForMs: checked.isOk() ? recheckMs : retryMs };
    asking = null;
    return shown;
  }

  const current = (): boolean | null =>
    verdict !== null && context.clock.monotonic() - verdict.atMs < verdict.goodForMs ? verdict.shown : null;

  return {
    needsLookup(account) {
      const shown = current();
      if (shown !== null) return !shown;
      asking ??= ask(account);
      return asking.then((found) => !found);
    },
    isShown: () => current() === true,
  };
}

const recheckMs = 5 * 60_000;
const retryMs = 10_000;
const mostPages = 5;

async function check(context: LifecycleContext, account: Account): Promise<Result<boolean, StoreFailure>> {
  const note = await readContinuity(context, account);
  if (note.isErr()) return note.map(() => false);
  if (note.value === "behind") return ok(tell(context, "it was found to lack payouts that the provider has"));
  const scan = await newestOfOurs(context, account);
  if (scan.isErr()) return scan.map(() => false);
  const missing = await anyMissing(context, account, scan.value.ours);
  if (missing.isErr()) return missing;
  const next = nextNote(note.value, { ...scan.value, missing: missing.value });
  if (next !== note.value) {
    const kept = await keepContinuity(context, account, next);
    if (kept.isErr()) return kept.map(() => false);
  }
  if (next === "behind") return ok(tell(context, "the provider has transfers of this namespace that it lacks"));
  if (next === "unproven") return ok(tell(context, "other transfers hide what came before it"));
  return ok(scan.value.ours.length > 0 || scan.value.complete);
}

function nextNote(
  note: ContinuityNote | null,
  seen: { complete: boolean; missing: boolean },
): ContinuityNote {
  if (seen.missing) return "behind";
  if (seen.complete) return "shown";
  // A store that was never asked before may have put in all that is seen itself, and lack what lies behind it.
  return note === "shown" ? "shown" : "unproven";
}

function tell(context: LifecycleContext, why: string): false {
  context.emit({ type: "store.behind", why: `new references are looked up at the provider first: ${why}` });
  return false;
}

interface Scan {
  readonly ours: readonly ProviderTransfer[];
  /** Whether the provider's whole history was seen. */
  readonly complete: boolean;
}

/** The newest page that holds any transfer of this namespace, within a few pages. */
async function newestOfOurs(
  context: LifecycleContext,
  account: Account,
): Promise<Result<Scan, PayoutError<"API_ERROR">>> {
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await context.reads.list({ limit: context.provider.capabilities.maxPageSize, cursor });
    if (answer.isErr()) return answer.map(() => ({ ours: [], complete: false }));
    const { transfers, nextCursor } = answer.value;
    const ours = transfers.filter((transfer) => isOurs(context, account, transfer));
    if (ours.length > 0 || nextCursor === null) return ok({ ours, complete: nextCursor === null });
    cursor = nextCursor;
  }
  return ok({ ours: [], complete: false });
}

function isOurs(context: LifecycleContext, account: Account, { mark, ...transfer }: ProviderTransfer): boolean {
  return (
    mark?.namespace === context.namespace &&
    bearsMark({ mark, ...transfer }, payoutId(account, mark.namespace, mark.reference))
  );
}

/** Whether the store doesn't know that one of these payouts was sent. */
async function anyMissing(
  context: LifecycleContext,
  account: Account,
  ours: readonly ProviderTransfer[],
): Promise<Result<boolean, StoreFailure>> {
  const loads = ours.flatMap(({ mark }) =>
    mark === null || referenceProblem(mark.reference) !== null ? [] : [context.ledger.load(payoutId(account, mark.namespace, mark.reference))],
  );
  const seen = await ResultAsync.combine(loads);
  return seen.map((records) => records.some(({ record }) => lacksPayout(record)));
}
