import Stripe from "stripe";
import type { HttpAnswer } from "./http-answer.ts";
import { exchange, type HttpRequest } from "./http-exchange.ts";
import { loadNodeHttp, type NodeHttp } from "./node-http.ts";

/**
 * What stripe-node sends its reads with: Node's own `http`, at less cost than by stripe-node's own client, and
 * with more to be known of an answer that isn't Stripe's.
 *
 * `null` where the package stripe isn't its build for Node: there its own client is the right one.
 */
export function makeHttpClient(load: () => Promise<NodeHttp | null> = loadNodeHttp): Stripe.HttpClient | null {
  const own = nodeClientOfStripe();
  if (own === null) return null;
  return {
    getClientName: () => own.getClientName(),
    makeRequest: async (...given) => {
      const node = await load();
      return node === null ? own.makeRequest(...given) : responseOf(await exchange(node, requestOf(given)));
    },
  };
}

type GivenRequest = Parameters<Stripe.HttpClient["makeRequest"]>;

function requestOf([host, port, path, method, headers, body, protocol, timeoutMs]: GivenRequest): HttpRequest {
  return { host, port, path, method, headers, body, secure: protocol !== "http", timeoutMs };
}

/**
 * An answer in the shape in which stripe-node reads it. It gets objects all the way: it forgets the status of a body
 * that isn't JSON, and a bare number makes it reject where nobody can catch it.
 */
function responseOf({ statusCode, headers, body }: HttpAnswer): Stripe.HttpClientResponse {
  // stripe-node writes on what it is given here and hands it on as `lastResponse`, so it leads to nothing else.
  const raw = { statusCode, headers };
  return {
    getStatusCode: () => statusCode,
    getHeaders: () => headers,
    getRawResponse: () => raw,
    toJSON: () => Promise.resolve(body),
    toStream: () => {
      throw new Error("payoutkit reads whole answers");
    },
  };
}

/** In its builds for other runtimes the package has the method and refuses to call it. */
function nodeClientOfStripe(): Stripe.HttpClient | null {
  try {
    return Stripe.createNodeHttpClient();
  } catch {
    return null;
  }
}
