/** What it resolves to, or `null` if the signal is aborted first; a rejection stays a rejection. */
export function unlessStopped<T>(waiting: PromiseLike<T>, stop: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    if (stop.aborted) return resolve(null);
    const giveUp = (): void => resolve(null);
    stop.addEventListener("abort", giveUp, { once: true });
    waiting.then((value) => {
      stop.removeEventListener("abort", giveUp);
      resolve(value);
    }, reject);
  });
}
