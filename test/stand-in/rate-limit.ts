/** Limits, all off by default. Rates are per second of the stand-in's clock. */
export interface RateLimits {
  readonly globalPerSecond?: number | undefined;
  readonly endpointPerSecond?: number | undefined;
  readonly globalConcurrency?: number | undefined;
  readonly endpointConcurrency?: number | undefined;
  /** Sent as `Retry-After` with every 429. */
  readonly retryAfterSeconds?: number | undefined;
}
