import type { Result } from "neverthrow";
import type { Answer } from "./answer.ts";
import type { Permission } from "./keys.ts";
import type { Ledger } from "./ledger.ts";
import type { Parameters } from "./parameters.ts";
import type { Accounts } from "./accounts.ts";

/** One thing that the API can do. */
export interface Endpoint {
  readonly method: "GET" | "POST";
  /** Its path in the OpenAPI document, such as `/v1/transfers/{transfer}`. */
  readonly path: string;
  readonly permission: Permission;
  /**
   * Validates the parameters and touches nothing. What it returns then does the work; only from there on is
   * an answer stored under an idempotency key.
   */
  prepare(call: Call): Result<Work, Answer>;
}

/** Does what was asked and says how it went. */
export type Work = () => Answer;

/** A request that has come as far as an endpoint. */
export interface Call {
  readonly ledger: Ledger;
  readonly accounts: Accounts;
  readonly livemode: boolean;
  readonly params: Parameters;
  readonly idempotencyKey: string | null;
  /** The variable parts of the path, in order. */
  readonly names: readonly string[];
}
