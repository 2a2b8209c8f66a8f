export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** What the simulated provider promises, in Stripe's numbers. */
export const promises = {
  keyWindowMs: 23 * hourMs,
  settleMs: 15 * minuteMs,
  quietMs: 12 * hourMs,
  timeoutMs: 30 * secondMs,
};
