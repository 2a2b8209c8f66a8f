import type { Result } from "neverthrow";

/**
 * The value of a Result that has to be ok. Throws an `Error` that shows the failure if it isn't.
 *
 * @example
 * const transfer = assertOk(await client.sendPayout(request));
 */
export function assertOk<T, E>(result: Result<T, E>): T {
  if (result.isOk()) return result.value;
  throw new Error(`expected an ok Result, got the error ${show(result.error)}`, { cause: result.error });
}

/**
 * The error of a Result that has to be one, narrowed to the code that it has to have. Throws an `Error`
 * that shows what was there instead.
 *
 * @example
 * const error = assertErr(await client.sendPayout(request), "INSUFFICIENT_BALANCE");
 * console.log(error.details.required);
 */
export function assertErr<T, E>(result: Result<T, E>): E;
export function assertErr<T, E extends Coded, C extends E["code"]>(result: Result<T, E>, code: C): Extract<E, Coded<C>>;
export function assertErr(result: Result<unknown, unknown>, code?: string): unknown {
  const wanted = code === undefined ? "an error" : `the error ${code}`;
  if (result.isOk()) throw new Error(`expected ${wanted}, got the ok value ${show(result.value)}`);
  if (code === undefined || codeOf(result.error) === code) return result.error;
  throw new Error(`expected ${wanted}, got ${show(result.error)}`, { cause: result.error });
}

interface Coded<C extends string = string> {
  readonly code: C;
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

function show(value: unknown): string {
  if (value instanceof Error) {
    const code = codeOf(value);
    return `${code === undefined ? value.name : String(code)}: ${value.message}`;
  }
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
