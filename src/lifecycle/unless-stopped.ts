/** What it resolves to, or `null` if the signal is aborted first. */
export function unlessStopped<T>(waiting: PromiseLike<T>, stop: AbortSignal): Promise<T | null> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve(null);
    const giveUp = (): void => resolve(null);
    stop.addEventListener("abort", giveUp, { once: true });
    void waiting.then((value) => {
      stop.removeEventListener("abort", giveUp);
      resolve(value);
    });
  });
}
