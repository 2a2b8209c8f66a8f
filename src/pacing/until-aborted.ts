/** What a promise resolves to, or `aborted` as soon as the signal is; a rejection stays a rejection. */
export function untilAborted<T>(promise: PromiseLike<T>, signal: AbortSignal | undefined): Promise<T | typeof aborted> {
  if (signal === undefined) return Promise.resolve(promise);
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(aborted);
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    const settle = (finish: () => void): void => {
      signal.removeEventListener("abort", giveUp);
      finish();
    };
    promise.then(
      (value) => settle(() => resolve(value)),
      (reason: unknown) => settle(() => reject(reason)),
    );
  });
}

/** Stands for a wait that was given up. */
export const aborted: unique symbol = Symbol("aborted");
