import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { answerAdmin } from "./admin.ts";
import { readApiRequest, readBody } from "./api-request.ts";
import type { StandInControls } from "./controls.ts";
import { deliver } from "./delivery.ts";
import { exchange } from "./exchange.ts";
import type { Parts } from "./parts.ts";

/** An HTTP server that listens on loopback. */
export interface ListeningServer {
  readonly port: number;
  /** Breaks every connection and frees the port. */
  close(): Promise<void>;
}

/** Listens on loopback: the API under `/v1`, the controls under `/_stand-in`. */
export async function listen(port: number, parts: Parts, controls: StandInControls): Promise<ListeningServer> {
  const server = createServer((message, response) => {
    serve(message, response, parts, controls).catch((cause: unknown) => failed(message, response, parts, cause));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return { port: portOf(server), close: () => close(server) };
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
  controls: StandInControls,
): Promise<void> {
  const body = await readBody(message);
  if (message.url?.startsWith("/_stand-in/") === true) {
    deliver(response, answerAdmin(controls, message.method ?? "GET", message.url, body), {});
    return;
  }
  await exchange(parts, readApiRequest(message, body, parts.identifiers.request()), response);
}

function failed(message: IncomingMessage, response: ServerResponse, parts: Parts, cause: unknown): void {
  // A client may go away in the middle of its body.
  if (message.destroyed && !message.complete) return;
  const { method = "GET", url: path = "/" } = message;
  const problems = [`the stand-in broke: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`];
  parts.violations.push({ side: "response", method, path, requestId: "", status: 500, problems });
  response.socket?.destroy();
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
