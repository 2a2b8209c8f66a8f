import type { IncomingMessage } from "node:http";
import type Stripe from "stripe";
import { isObject } from "../../domain/payout-request.ts";

/**
 * A whole answer in the shape in which stripe-node reads it.
 *
 * A body that Stripe wouldn't send becomes an empty object, which nothing takes for an answer: stripe-node itself
 * forgets the status of a body that isn't JSON, and a bare number makes it reject where nobody can catch it. Of
 * such an answer only the status is kept, because its headers are somebody else's, clock and all.
 */
export function httpAnswer(response: IncomingMessage, text: string): Stripe.HttpClientResponse {
  const { statusCode = 0 } = response;
  const body = readBody(text);
  const headers: Record<string, string | string[]> = {};
  if (body !== null) Object.assign(headers, response.headers);
  // stripe-node writes on what it is given here and hands it on as `lastResponse`, so it leads to nothing else.
  const raw = { statusCode, headers };
  return {
    getStatusCode: () => statusCode,
    getHeaders: () => headers,
    getRawResponse: () => raw,
    toJSON: () => Promise.resolve(body ?? {}),
    toStream: () => {
      throw new Error("payoutkit reads whole answers");
    },
  };
}

/** The object that a body holds, with an error that is an object if there is one; `null` if it is anything else. */
function readBody(text: string): Readonly<Record<string, unknown>> | null {
  const body = parseJson(text);
  if (!isObject(body)) return null;
  const { error } = body;
  return error === undefined || error === null || isObject(error) ? body : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
