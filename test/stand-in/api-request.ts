import type { IncomingMessage } from "node:http";
import { parse } from "qs";
import { asObject, isObject } from "./json.ts";
import { readApiKey } from "./keys.ts";
import type { Parameters } from "./parameters.ts";

/** A request as the API sees it. */
export interface ApiRequest {
  readonly requestId: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly params: Parameters;
  /** Whether the body is something else than a form. */
  readonly isForeignBody: boolean;
  readonly apiKey: string | null;
  readonly idempotencyKey: string | null;
  readonly stripeAccount: string | null;
  readonly stripeVersion: string | null;
}

/** Reads what the API needs from an HTTP request whose body has arrived. */
export function readApiRequest(message: IncomingMessage, body: string, requestId: string): ApiRequest {
  const { method = "GET", headers } = message;
  const { pathname, search } = new URL(message.url ?? "/", "http://127.0.0.1");
  return {
    requestId,
    method,
    path: pathname,
    params: parseForm(method === "GET" ? search.slice(1) : body),
    isForeignBody: body !== "" && !(headers["content-type"] ?? formType).startsWith(formType),
    apiKey: readApiKey(headers.authorization),
    idempotencyKey: method === "POST" ? header(headers["idempotency-key"]) : null,
    stripeAccount: header(headers["stripe-account"]),
    stripeVersion: header(headers["stripe-version"]),
  };
}

/** The whole body of a request. */
export async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

const formType = "application/x-www-form-urlencoded";

function parseForm(text: string): Parameters {
  // Metadata keys may be numbers, which must not become the places of a list.
  const parsed: unknown = parse(text, { parseArrays: false, parameterLimit: 10_000, allowPrototypes: true });
  const { expand, ...params } = asObject(parsed);
  return isObject(expand) ? { ...params, expand: Object.values(expand) } : params;
}

function header(value: string | readonly string[] | undefined): string | null {
  const first = typeof value === "string" ? value : value?.[0];
  return first === undefined || first === "" ? null : first;
}
