/**
 * Faults beyond what the library assumes of its surroundings. A world has at most one of them, so that what
 * breaks can be told apart; none of it is held against the library, all of it is counted.
 */
export const knownLimits = {
  lands_after_settle: "a request lands hours after it was sent, later than the settle time",
  rolls_forward_after_quiet: "work that ended in a 500 is finished later than the quiet time",
  store_lost_while_sending: "rows are lost or rolled back while a request of theirs is on the wire or may be rolled forward",
  rows_lost_unseen: "single rows are lost after the store has shown its continuity, and nobody looks up new references",
  store_replaced_while_running: "the store is rolled back under processes that run on",
  machine_frozen: "a machine is frozen with all its clocks and thaws hours later",
  clock_set_while_running: "a running machine's clock is set hours back or ahead",
  clocks_apart_unseen: "clocks are hours apart and the provider doesn't tell its own",
  keys_expire_early: "the provider forgets keys hours before their window is over",
  lookups_lag: "the provider's list of transfers is minutes behind",
} as const;

/** The name of a known limit. */
export type KnownLimit = keyof typeof knownLimits;

/** Every {@link KnownLimit}, as a list. */
export const knownLimitNames: readonly KnownLimit[] = [
  "lands_after_settle",
  "rolls_forward_after_quiet",
  "store_lost_while_sending",
  "rows_lost_unseen",
  "store_replaced_while_running",
  "machine_frozen",
  "clock_set_while_running",
  "clocks_apart_unseen",
  "keys_expire_early",
  "lookups_lag",
];

export function isKnownLimit(name: string): name is KnownLimit {
  return Object.hasOwn(knownLimits, name);
}
