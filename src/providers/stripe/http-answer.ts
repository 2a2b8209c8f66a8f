import type { IncomingMessage } from "node:http";
import { isObject } from "../../domain/payout-request.ts";

/** A whole answer. */
export interface HttpAnswer {
  readonly statusCode: number;
  /** By names in lower case. */
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}

/**
 * Reads a whole answer. A body that Stripe wouldn't send becomes an empty object, which nothing takes for an answer,
 * and of the rest only the status is kept, because its headers are somebody else's, clock and all.
 */
export function httpAnswer({ statusCode = 0, rawHeaders }: IncomingMessage, text: string): HttpAnswer {
  const body = readBody(text);
  return body === null ? { statusCode, headers: {}, body: {} } : { statusCode, headers: readHeaders(rawHeaders), body };
}

/** The object that a body holds, with an error that is an object if there is one; `null` if it is anything else. */
function readBody(text: string): Record<string, unknown> | null {
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

/** Names in lower case, from names and values in turn. */
function readHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) headers[String(raw[index]).toLowerCase()] = String(raw[index + 1]);
  return headers;
}
