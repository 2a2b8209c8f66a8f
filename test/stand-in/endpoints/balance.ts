import { ok } from "neverthrow";
import { answerWith } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";

/** The account's money. */
export const retrieveBalance: Endpoint = {
  method: "GET",
  path: "/v1/balance",
  permission: "balance_read",
  prepare: ({ ledger, livemode }) => ok(() => answerWith(ledger.balances.toObject(livemode))),
};
