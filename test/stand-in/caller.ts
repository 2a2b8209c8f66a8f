import { stringify } from "qs";
import { asObject, type JsonObject } from "./json.ts";
import type { StandIn } from "./stand-in.ts";

/** What came back over HTTP. */
export interface Received {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Headers;
  /** The fields of `error`, empty if there is none. */
  readonly error: JsonObject;
}

/** A plain HTTP client of one stand-in, with its first key. */
export interface Caller {
  get(path: string, params?: object, headers?: Record<string, string>): Promise<Received>;
  post(path: string, params?: object, headers?: Record<string, string>): Promise<Received>;
}

/** Calls the API with nothing but `fetch`. */
export function callerOf({ url, apiKey }: Pick<StandIn, "url" | "apiKey">): Caller {
  const authorization = { authorization: `Bearer ${apiKey}` };
  return {
    get: (path, params = {}, headers = {}) =>
      receive(fetch(`${url}${path}${stringify(params, { addQueryPrefix: true })}`, { headers: { ...authorization, ...headers } })),
    post: (path, params = {}, headers = {}) =>
      receive(
        fetch(`${url}${path}`, {
          method: "POST",
          body: stringify(params),
          headers: { "content-type": "application/x-www-form-urlencoded", ...authorization, ...headers },
        }),
      ),
  };
}

/** A transfer of 500 usd cents that the default stand-in makes. */
export const smallTransfer = { amount: 500, currency: "usd", destination: "acct_ready" };

/** The objects of a list. */
export function dataOf({ body }: Received): readonly JsonObject[] {
  return Object.values(asObject(body["data"])).map(asObject);
}

/** The ids of the objects of a list. */
export function idsOf(received: Received): readonly unknown[] {
  return dataOf(received).map((object) => object["id"]);
}

async function receive(pending: Promise<Response>): Promise<Received> {
  const response = await pending;
  const body = asObject(await response.json());
  return { status: response.status, body, headers: response.headers, error: asObject(body["error"]) };
}
