import type { Fault } from "../stand-in/index.ts";

/** What the provider does while one payout is sent by a process that dies. */
export interface Scenario {
  readonly name: string;
  readonly faults: readonly Fault[];
  /** Whether the provider refuses the recipient. */
  readonly declined: boolean;
  /** Whether the process that dies is one which settles what an earlier one left open. */
  readonly recovers: boolean;
}

const transfers = { method: "POST", path: "/v1/transfers" } as const;

/** A send that meets no fault. */
export const plainSend: Scenario = { name: "a plain send", faults: [], declined: false, recovers: false };

/** Every way through the send path. The Stripe package sends once more by itself where a connection breaks. */
export const scenarios: readonly Scenario[] = [
  plainSend,
  { ...plainSend, name: "a send whose answer is lost", faults: [{ ...transfers, name: "lose_response", times: 2 }] },
  { ...plainSend, name: "a send that is lost", faults: [{ ...transfers, name: "lose_request", times: 2 }] },
  { ...plainSend, name: "a server error with the effect", faults: [{ ...transfers, name: "error_500_executed" }] },
  { ...plainSend, name: "a send that is limited", faults: [{ ...transfers, name: "error_429" }] },
  { ...plainSend, name: "a send that is declined", declined: true },
  { ...plainSend, name: "a recovery", recovers: true },
  { ...plainSend, name: "a recovery that loses an answer", recovers: true, faults: [{ ...transfers, name: "lose_response", times: 2 }] },
];
