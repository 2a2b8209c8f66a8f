import { whenAborted } from "../domain/when-aborted.ts";

/** What a promise resolves to, or `aborted` as soon as the signal is; a rejection stays a rejection. */
export function untilAborted<T>(promise: PromiseLike<T>, signal: AbortSignal | undefined): Promise<T | typeof aborted> {
  if (signal === undefined) return Promise.resolve(promise);
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(aborted);
    if (signal.aborted) giveUp();
    const forget = whenAborted(signal, giveUp);
    promise.then(
      (value) => {
        forget();
        resolve(value);
      },
      (reason: unknown) => {
        forget();
        reject(reason);
      },
    );
  });
}

/** Stands for a wait that was given up. */
export const aborted: unique symbol = Symbol("aborted");
