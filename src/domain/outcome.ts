/**
 * What is known about the money.
 *
 * - `not_created`: no transfer exists for this call, and nobody will make one without a new call
 * - `created`: the transfer exists
 * - `unknown`: it may or may not exist; call again with the same reference and be told
 */
export type Outcome = "not_created" | "created" | "unknown";
