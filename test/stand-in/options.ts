import type { Recipient } from "./accounts.ts";
import type { CurrencyBalance } from "./balances.ts";
import type { ClockOptions } from "./clock.ts";
import type { ApiKey } from "./keys.ts";
import type { RateLimits } from "./rate-limit.ts";

/** How a stand-in starts; everything can be changed later through its controls. */
export interface StandInOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number | undefined;
  /** The platform's own account, `acct_platform` by default. */
  readonly account?: string | undefined;
  /** Accepted keys, `["sk_test_standin"]` by default. */
  readonly apiKeys?: readonly (string | ApiKey)[] | undefined;
  /** Whether objects say that their money is real, false by default. */
  readonly livemode?: boolean | undefined;
  readonly clock?: ClockOptions | undefined;
  /** By currency; 1,000,000 usd by default. */
  readonly balances?: Readonly<Record<string, number | CurrencyBalance>> | undefined;
  /** By default `acct_ready` alone, which can be paid. */
  readonly recipients?: readonly (string | Recipient)[] | undefined;
  /** The smallest amount of a transfer by currency, minor units; 1 where nothing is said. */
  readonly minimums?: Readonly<Record<string, number>> | undefined;
  readonly limits?: RateLimits | undefined;
  /** How long every request takes, real milliseconds, 0 by default. */
  readonly latencyMs?: number | undefined;
  /** Whether traffic is held against the OpenAPI document, true by default. */
  readonly validate?: boolean | undefined;
  /** Whether requests are logged, true by default; movements always are. */
  readonly logRequests?: boolean | undefined;
}
