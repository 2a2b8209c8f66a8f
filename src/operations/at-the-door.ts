import { errAsync, type ResultAsync } from "neverthrow";
import type { PayoutError } from "../domain/errors.ts";
import { invalidRequest } from "./invalid-request.ts";

/** Calls an operation; an input that throws at whoever reads it is an invalid one like any other. */
export function atTheDoor<C, T, E>(
  context: C,
  operation: (context: C) => ResultAsync<T, E>,
): ResultAsync<T, E | PayoutError<"INVALID_REQUEST">> {
  try {
    return operation(context);
  } catch (cause) {
    const what = cause instanceof Error ? `: ${cause.message}` : "";
    return errAsync(invalidRequest([{ path: "", message: `expected values that can be read, got one that throws when it is read${what}` }]));
  }
}
