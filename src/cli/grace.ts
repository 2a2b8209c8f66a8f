/** A signal that follows another one only after a while, so that what is under way can end by itself. */
export function afterGrace(signal: AbortSignal, graceMs: number): AbortSignal {
  const controller = new AbortController();
  const follow = (): void => void setTimeout(() => controller.abort(), graceMs).unref();
  signal.addEventListener("abort", follow, { once: true });
  return controller.signal;
}
