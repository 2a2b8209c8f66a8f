import { type PayoutState, payoutStates } from "../../domain/payout-record.ts";

const openStates: readonly PayoutState[] = ["ready", "sending", "unknown", "reconciling", "review"];

/** True of the records that aren't settled; the index of open records has this very condition. */
export const isOpenState: string = stateIn(openStates);

/**
 * True of the records in these states. The condition of the index is repeated where it holds, because a
 * database uses a partial index only if it sees that.
 */
export function stateCondition(states: readonly PayoutState[]): string {
  const wanted = payoutStates.filter((state) => states.includes(state));
  if (wanted.length === 0) return "1 = 0";
  return wanted.every((state) => openStates.includes(state))
    ? `${isOpenState} AND ${stateIn(wanted)}`
    : stateIn(wanted);
}

function stateIn(states: readonly PayoutState[]): string {
  return `state IN (${states.map((state) => `'${state}'`).join(", ")})`;
}
