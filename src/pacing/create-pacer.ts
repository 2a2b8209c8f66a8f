import type { Clock } from "../ports/clock.ts";
import type { RateLimiter } from "../ports/rate-limiter.ts";
import type { ProviderCapabilities } from "../ports/transfer-provider.ts";
import { limitedPacer } from "./limited-pacer.ts";
import type { Pacer } from "./pacer.ts";
import { Turnstile } from "./turnstile.ts";

/** How fast to call the provider; what is left out is what the provider's capabilities say. */
export interface RateOptions {
  /** Requests a second that may start, of reads and of writes each; above 0. */
  readonly perSecond?: number | undefined;
  /** Requests on the wire at once, 1 or more. */
  readonly concurrency?: number | undefined;
}

/** What a pacer is made of. */
export interface PacerOptions {
  readonly clock: Required<Clock>;
  readonly rate?: RateOptions | RateLimiter | undefined;
  readonly capabilities: Pick<ProviderCapabilities, "requestsPerSecond" | "highestRequestsPerSecond" | "concurrency">;
}

/** Makes the one pacer that everything which calls a provider shares. */
export function createPacer({ clock, rate = {}, capabilities }: PacerOptions): Pacer {
  if (isRateLimiter(rate)) {
    const places = new Turnstile({ clock, concurrency: capabilities.concurrency, perSecond: unlimited });
    return limitedPacer(places, rate);
  }
  const { perSecond, concurrency = capabilities.concurrency } = rate;
  if (perSecond !== undefined) return new Turnstile({ clock, concurrency, perSecond: { read: perSecond, write: perSecond } });
  const { requestsPerSecond, highestRequestsPerSecond: highestPerSecond } = capabilities;
  return new Turnstile({ clock, concurrency, perSecond: requestsPerSecond, highestPerSecond });
}

/** What is wrong with a `rate` option, or `null`. */
export function rateProblem(rate: unknown): string | null {
  if (rate === undefined) return null;
  if (typeof rate !== "object" || rate === null) return "expected { perSecond?, concurrency? } or a RateLimiter";
  if (isRateLimiter(rate)) return null;
  if ("acquire" in rate || "limited" in rate) return "expected a RateLimiter with the functions acquire and limited";
  const perSecond = "perSecond" in rate ? rate.perSecond : undefined;
  if (perSecond !== undefined && !(typeof perSecond === "number" && perSecond > 0)) {
    return "expected perSecond to be a number above 0";
  }
  const concurrency = "concurrency" in rate ? rate.concurrency : undefined;
  if (concurrency !== undefined && !(typeof concurrency === "number" && concurrency >= 1)) {
    return "expected concurrency to be 1 or more";
  }
  return null;
}

function isRateLimiter(rate: object): rate is RateLimiter {
  return (
    "acquire" in rate && typeof rate.acquire === "function" && "limited" in rate && typeof rate.limited === "function"
  );
}

const unlimited = { read: Infinity, write: Infinity };
