import { answerError, type Answer } from "./answer.ts";
import type { FaultKind } from "./faults.ts";
import { answerInFlight } from "./idempotency.ts";
import { answerForbidden, answerUnauthorized } from "./keys.ts";
import { answerLimited } from "./rate-limit.ts";

/** The answer of a fault that turns a request away before anything is executed or stored. */
export function turnedAway(fault: FaultKind, idempotencyKey: string | null): Answer | undefined {
  switch (fault.name) {
    case "error_429":
      return answerLimited(fault.reason ?? "global-rate", fault.retryAfterSeconds);
    case "lock_timeout":
      return answerError(429, { code: "lock_timeout", message: lockMessage });
    case "error_409":
      return answerInFlight(idempotencyKey ?? "");
    case "error_401":
      return answerUnauthorized("Invalid API Key provided: sk_test_****");
    case "error_403":
      return answerForbidden("transfers_write");
    case "error_400_unstored":
      return answerError(400, { code: "parameter_invalid_integer", param: "amount", message: "Invalid integer" });
    default:
      return undefined;
  }
}

const lockMessage =
  "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request.";
