import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { isObject } from "../../../src/domain/payout-request.ts";

/** What a server says to one request. */
export interface RawAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is if it is text, else as JSON. */
  readonly body: unknown;
  /** Sends space after space instead of a body, until the connection is closed. */
  readonly drips?: boolean;
  /** Breaks the connection in the middle of the body. */
  readonly breaks?: boolean;
}

/** An HTTP server on loopback that says whatever it is told, however wrong. */
export interface RawServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  /** Connections that were opened. */
  readonly connections: readonly Socket[];
}

/** Starts a server whose answers a function makes up. */
export async function answering(answer: (request: IncomingMessage) => RawAnswer): Promise<RawServer> {
  const requests: IncomingMessage[] = [];
  const connections: Socket[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const { status = 200, headers = {}, body, drips = false, breaks = false } = answer(request);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    if (drips) return drip(response);
    if (breaks) return breakOff(response);
    request.resume().on("end", () => response.end(typeof body === "string" ? body : JSON.stringify(body)));
  });
  server.on("connection", (socket) => connections.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: unknown = server.address();
  const port = isObject(address) ? Number(address["port"]) : 0;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, requests, connections, [Symbol.asyncDispose]: close };
}

function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
}

function breakOff(response: ServerResponse): void {
  response.write('{"object":', () => response.destroy());
}
