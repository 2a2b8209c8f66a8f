import type { Agent, request } from "node:http";

/** The part of Node that sends requests, and the connections that are kept open between them. */
export interface NodeHttp {
  readonly plain: NodeProtocol;
  readonly secure: NodeProtocol;
}

/** One protocol of Node's. */
export interface NodeProtocol {
  /** Node's module itself, whose `request` is looked up each time, because what observes requests replaces it. */
  readonly module: { readonly request: typeof request };
  readonly agent: Agent;
}

/** Node's `http` and `https`, `null` where there are none. Every provider of a process shares their connections. */
export function loadNodeHttp(): Promise<NodeHttp | null> {
  loading ??= load().catch(() => null);
  return loading;
}

let loading: Promise<NodeHttp | null> | null = null;

async function load(): Promise<NodeHttp> {
  const [{ default: http }, { default: https }] = await Promise.all([import("node:http"), import("node:https")]);
  return {
    plain: { module: http, agent: new http.Agent({ keepAlive: true }) },
    secure: { module: https, agent: new https.Agent({ keepAlive: true }) },
  };
}
