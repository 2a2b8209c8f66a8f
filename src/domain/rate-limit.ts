/**
 * Which of its limits a provider has turned a request away by.
 *
 * - `rate`: requests a second of the account, `endpoint_rate`: of this kind of request alone
 * - `concurrency`: requests at once of the account, `endpoint_concurrency`: of this kind of request alone
 * - `object`: something else is at work on what the request is about; others aren't concerned
 */
export type RateLimit = "rate" | "endpoint_rate" | "concurrency" | "endpoint_concurrency" | "object";
