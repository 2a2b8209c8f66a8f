import { nameOf } from "../judge/name.ts";
import { ownReference } from "../judge/readings.ts";
import type { Callers, ReversalRequest } from "./callers.ts";
import type { ReversalWish } from "./scenario.ts";
import type { Process, World } from "./world.ts";

/** Somebody wants money back. */
export function reverse(world: World, callers: Callers, process: Process): void {
  const wanted = drawRequest(world);
  if (wanted !== null) callers.reverse(process, wanted, callers.waiting(process));
}

/** Several processes take the same back at once. */
export function reverseInSeveralPlaces(world: World, callers: Callers, process: Process): void {
  const wanted = drawRequest(world);
  if (wanted === null) return;
  for (const other of [process, ...world.running]) callers.reverse(other, drawTwin(world, wanted), callers.waiting(other));
}

/** Somebody else takes money back where nobody of us sees it, such as in the provider's dashboard. */
export function reverseByHand({ bank, random }: World): void {
  const [first, ...others] = bank.books.bookings;
  if (first === undefined) return;
  const { id } = random.pick([first, ...others]).transfer;
  const rest = bank.books.restOf(id);
  if (rest > 0) bank.takeBackByHand(id, random.chance(0.3) ? rest : random.integer(1, rest));
}

/** What a wish comes to at its first call or any other: as its record says, as it was made, or as it was meant. */
export function requestOf(world: World, wish: ReversalWish): ReversalRequest | null {
  const { reference } = wish;
  const name = nameOf({ kind: "reversal", reference });
  const record = world.store.find(name);
  const made = world.around.judge.truth(name).movements[0];
  const transferId = record?.targetTransferId ?? made?.transferId ?? targetOf(world, wish);
  const amount = record?.amount ?? made?.amount ?? wish.amount ?? undefined;
  return transferId === null ? null : { reference, transferId, amount };
}

/** Mostly what was meant, sometimes another amount, more than there is, or, where that can be seen, another transfer. */
function drawRequest(world: World): ReversalRequest | null {
  const { random, scenario, bank, store } = world;
  const [first, ...others] = scenario.reversals;
  if (first === undefined) return null;
  const wish = random.pick([first, ...others]);
  const isKnown = store.find(nameOf({ kind: "reversal", reference: wish.reference })) !== null;
  const transferId = isKnown && random.chance(0.05) ? `tr_${random.integer(1, 4)}` : targetOf(world, wish);
  if (transferId === null) return null;
  const wanted = { reference: wish.reference, transferId, amount: wish.amount ?? undefined };
  if (random.chance(0.85)) return wanted;
  const amount = random.pick([undefined, 1, (bank.books.find(transferId)?.amount ?? 0) + 1]);
  return { ...wanted, amount };
}

/** The same, perhaps without its amount. */
function drawTwin({ random }: World, wanted: ReversalRequest): ReversalRequest {
  return random.chance(0.8) ? wanted : { ...wanted, amount: undefined };
}

function targetOf({ bank }: World, { payoutReference }: ReversalWish): string | null {
  const found = bank.books.bookings.find(({ transfer }) => transfer.mode === "live" && ownReference(transfer) === payoutReference);
  return found?.transfer.id ?? null;
}
