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
  const { http, https } = builtInModules() ?? (await importedModules());
  return {
    plain: { module: http, agent: new http.Agent({ keepAlive: true }) },
    secure: { module: https, agent: new https.Agent({ keepAlive: true }) },
  };
}

interface NodeModules {
  readonly http: typeof import("node:http");
  readonly https: typeof import("node:https");
}

/** An import reads each export of `node:http`, one of which loads a client for WebSockets and takes 40 ms of CPU for it. */
function builtInModules(): NodeModules | null {
  const http = globalThis.process?.getBuiltinModule?.("node:http");
  const https = globalThis.process?.getBuiltinModule?.("node:https");
  return http === undefined || https === undefined ? null : { http, https };
}

/** For Node before 20.16. */
async function importedModules(): Promise<NodeModules> {
  const [{ default: http }, { default: https }] = await Promise.all([import("node:http"), import("node:https")]);
  return { http, https };
}
