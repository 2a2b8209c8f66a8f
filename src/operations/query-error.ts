import type { PayoutError } from "../domain/errors.ts";

/** What a query can fail with. */
export type QueryError = PayoutError<"INVALID_REQUEST" | "API_ERROR">;
