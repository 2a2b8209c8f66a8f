import { deepEqual } from "node:assert/strict";
import type { StandIn } from "../../stand-in/index.ts";

/** Closes a stand-in, and throws if anything that went through it didn't agree with Stripe's OpenAPI document. */
export async function closeClean(stripe: StandIn): Promise<void> {
  await stripe.close();
  deepEqual(stripe.violations, []);
}
