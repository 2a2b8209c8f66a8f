import { Ajv } from "ajv";
import type { Recipient } from "./accounts.ts";
import type { CurrencyBalance } from "./balances.ts";
import type { OutsideTransfer } from "./controls.ts";
import type { Fault, FaultName } from "./faults.ts";
import type { ApiKey } from "./keys.ts";
import type { RateLimits } from "./rate-limit.ts";
import type { SeedShape } from "./seed.ts";

const ajv = new Ajv({ allowUnionTypes: true });
const text = { type: "string" };
const number = { type: "number" };
const flag = { type: "boolean" };
const texts = { type: "object", additionalProperties: text };

function object(properties: Record<string, object>, required: readonly string[] = []): object {
  return { type: "object", properties, required, additionalProperties: false };
}

const faultFields: Record<string, Record<string, object>> = {
  lose_request: {},
  lose_response: {},
  delay: { ms: number },
  land_late: { ms: number },
  error_500_not_executed: {},
  error_500_executed: {},
  error_500_rolled_forward: { ms: number },
  error_429: {},
  lock_timeout: {},
  error_409: {},
  error_401: {},
  error_403: {},
  error_400_unstored: {},
  unreadable_body: {},
  wrong_shape: {},
  truncated_body: {},
  html_502: {},
  hang: {},
} satisfies Record<FaultName, Record<string, object>>;

const optionalFaultFields = {
  method: text,
  path: text,
  idempotencyKey: text,
  times: number,
  skip: number,
  executes: flag,
  status: number,
  reason: text,
  retryAfterSeconds: number,
};

const faults = Object.entries(faultFields).map(([name, required]) =>
  object({ name: { const: name }, ...optionalFaultFields, ...required }, ["name", ...Object.keys(required)]),
);

/** A list of faults. */
export const isFaults = ajv.compile<readonly Fault[]>({ type: "array", items: { anyOf: faults } });

/** A new time, or a step. */
export const isClockChange = ajv.compile<{ readonly nowMs: number } | { readonly advanceMs: number }>({
  anyOf: [object({ nowMs: number }, ["nowMs"]), object({ advanceMs: number }, ["advanceMs"])],
});

/** One currency's money. */
export const isBalanceChange = ajv.compile<CurrencyBalance & { readonly currency: string }>(
  object(
    {
      currency: text,
      available: { anyOf: [number, object({ card: number, bank_account: number, fpx: number })] },
      pending: number,
    },
    ["currency", "available"],
  ),
);

/** A recipient. */
export const isRecipient = ajv.compile<Recipient>(
  object(
    {
      id: text,
      transfers: { enum: ["active", "inactive", "pending", "none"] },
      closed: flag,
      refused: flag,
      country: text,
      email: text,
    },
    ["id"],
  ),
);

/** An API key. */
export const isKey = ajv.compile<ApiKey>(
  object(
    {
      key: text,
      status: { enum: ["accepted", "expired", "revoked"] },
      permissions: {
        type: "array",
        items: { enum: ["account_read", "balance_read", "transfers_read", "transfers_write"] },
      },
    },
    ["key", "status"],
  ),
);

/** Rate and concurrency limits. */
export const isLimits = ajv.compile<RateLimits>(
  object({
    globalPerSecond: number,
    endpointPerSecond: number,
    globalConcurrency: number,
    endpointConcurrency: number,
    retryAfterSeconds: number,
  }),
);

/** How long every request takes. */
export const isLatencyChange = ajv.compile<{ readonly latencyMs: number }>(object({ latencyMs: number }, ["latencyMs"]));

/** A transfer by hand. */
export const isOutsideTransfer = ajv.compile<OutsideTransfer>(
  object(
    { amount: number, currency: text, destination: text, transferGroup: text, description: text, metadata: texts },
    ["amount", "currency", "destination"],
  ),
);

/** A history to write. */
export const isSeed = ajv.compile<{ readonly count: number; readonly shape?: SeedShape }>(
  object(
    {
      count: { type: "integer", minimum: 0 },
      shape: object({
        amounts: { type: "array", items: number },
        currencies: { type: "array", items: text },
        recipients: number,
        transferGroup: text,
        description: text,
        metadata: texts,
        firstMs: number,
        stepMs: number,
        reversedEvery: number,
      }),
    },
    ["count"],
  ),
);
