import { ok, type Result } from "neverthrow";
import { answerError, answerWith, type Answer } from "../answer.ts";
import type { Call, Endpoint, Work } from "../endpoint.ts";

/** The account that the key belongs to, or the one that the request acts for. */
export const retrieveOwnAccount: Endpoint = {
  method: "GET",
  path: "/v1/account",
  permission: "account_read",
  prepare: (call) => retrieve(call, call.ledger.account),
};

/** An account that the platform knows. */
export const retrieveAccount: Endpoint = {
  method: "GET",
  path: "/v1/accounts/{account}",
  permission: "account_read",
  prepare: (call) => retrieve(call, call.names[0] ?? ""),
};

/** The key has no access to that account, or there is none. */
export function answerAccountInvalid(id: string): Answer {
  const message = `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`;
  return answerError(403, { code: "account_invalid", message });
}

function retrieve({ accounts }: Call, id: string): Result<Work, Answer> {
  return ok(() => {
    const account = accounts.toObject(id);
    return account === undefined ? answerAccountInvalid(id) : answerWith(account);
  });
}
