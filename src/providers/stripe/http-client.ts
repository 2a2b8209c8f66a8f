import Stripe from "stripe";
import { exchange, type HttpRequest } from "./http-exchange.ts";
import { loadNodeHttp, type NodeHttp } from "./node-http.ts";

/**
 * What stripe-node sends its requests with: Node's own `http`, at less cost than by stripe-node's own client, and
 * with more to be known of an answer that isn't Stripe's.
 *
 * `null` where the package stripe isn't its build for Node: there its own client is the right one.
 */
export function makeHttpClient(load: () => Promise<NodeHttp | null> = loadNodeHttp): Stripe.HttpClient | null {
  const own = nodeClientOfStripe();
  if (own === null) return null;
  let node: NodeHttp | null = null;
  return {
    getClientName: () => own.getClientName(),
    makeRequest: (host, port, path, method, headers, body, protocol, timeoutMs) => {
      const request: HttpRequest = { host, port, path, method, headers, body, secure: protocol !== "http", timeoutMs };
      if (node !== null) return exchange(node, request);
      return load().then((loaded) => {
        node = loaded;
        if (loaded !== null) return exchange(loaded, request);
        return own.makeRequest(host, port, path, method, headers, body, protocol, timeoutMs);
      });
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
