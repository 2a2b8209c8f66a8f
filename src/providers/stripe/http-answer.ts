import type { IncomingMessage } from "node:http";
import type Stripe from "stripe";
import { isObject } from "../../domain/payout-request.ts";

/** A whole answer in the shape in which stripe-node reads it. */
export function httpAnswer(response: IncomingMessage, body: string): Stripe.HttpClientResponse {
  const { statusCode = 0 } = response;
  const headers = readHeaders(response.rawHeaders);
  // stripe-node writes on what it is given here and hands it on as `lastResponse`, so it leads to nothing else.
  const raw = { statusCode, headers };
  return {
    getStatusCode: () => statusCode,
    getHeaders: () => headers,
    getRawResponse: () => raw,
    toJSON: () => Promise.resolve(readBody(body)),
    toStream: () => {
      throw new Error("payoutkit reads whole answers");
    },
  };
}

/** Names in lower case, from names and values in turn. */
function readHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) headers[String(raw[index]).toLowerCase()] = String(raw[index + 1]);
  return headers;
}

/**
 * The object that a body holds. Anything else becomes an empty one, which no answer of Stripe's is: stripe-node
 * forgets the status of a body that isn't JSON, and a bare number makes it reject where nobody can catch it.
 */
function readBody(body: string): Readonly<Record<string, unknown>> {
  const value = parseJson(body);
  if (!isObject(value)) return {};
  const { error } = value;
  return error === undefined || error === null || isObject(error) ? value : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
