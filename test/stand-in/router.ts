import type { Endpoint } from "./endpoint.ts";
import { retrieveAccount, retrieveOwnAccount } from "./endpoints/account.ts";
import { retrieveBalance } from "./endpoints/balance.ts";
import { listTransfers } from "./endpoints/list-transfers.ts";
import { createReversal, listReversals, retrieveReversal } from "./endpoints/reversals.ts";
import { createTransfer, retrieveTransfer, updateTransfer } from "./endpoints/transfers.ts";

/** An endpoint and the variable parts of the path that led there. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly names: readonly string[];
}

/** The endpoint for a request, `undefined` if there is none. */
export function findRoute(method: string, path: string): Route | undefined {
  const segments = path.split("/");
  for (const { endpoint, pattern } of routes) {
    const names = endpoint.method === method ? match(pattern, segments) : undefined;
    if (names !== undefined) return { endpoint, names };
  }
  return undefined;
}

function match(pattern: readonly string[], segments: readonly string[]): readonly string[] | undefined {
  if (pattern.length !== segments.length) return undefined;
  const names: string[] = [];
  for (const [place, segment] of segments.entries()) {
    const wanted = pattern[place] ?? "";
    if (wanted.startsWith("{") && segment !== "") names.push(decodeURIComponent(segment));
    else if (wanted !== segment) return undefined;
  }
  return names;
}

const routes = [
  createTransfer,
  listTransfers,
  retrieveTransfer,
  updateTransfer,
  createReversal,
  listReversals,
  retrieveReversal,
  retrieveBalance,
  retrieveOwnAccount,
  retrieveAccount,
].map((endpoint) => ({ endpoint, pattern: endpoint.path.split("/") }));
