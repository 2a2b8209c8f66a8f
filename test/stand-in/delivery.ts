import type { ServerResponse } from "node:http";
import type { Answer } from "./answer.ts";
import type { FaultKind } from "./faults.ts";

/** A fault that changes nothing but what the client gets to read. */
export type SpoiledFault = Extract<FaultKind, { readonly executes?: boolean | undefined }>;

/** Whether a fault is about the answer alone. */
export function isSpoiled(fault: FaultKind | undefined): fault is SpoiledFault {
  return fault !== undefined && spoiled.has(fault.name);
}

/** Sends an answer; returns its status. */
export function deliver(response: ServerResponse, answer: Answer, headers: Headers): number {
  send(response, answer.status, { ...headers, ...answer.headers, ...json }, JSON.stringify(answer.body));
  return answer.status;
}

/** Sends what a fault makes of an answer; returns its status, `null` if the client never gets one. */
export function deliverSpoiled(
  response: ServerResponse,
  fault: SpoiledFault,
  answer: Answer | undefined,
  headers: Headers = {},
): number | null {
  switch (fault.name) {
    case "hang":
      return null;
    case "unreadable_body":
      send(response, 200, { ...headers, ...json }, '{"id": "tr_');
      return 200;
    case "wrong_shape":
      send(response, fault.status ?? 200, { ...headers, ...json }, JSON.stringify({ message: "accepted" }));
      return fault.status ?? 200;
    case "html_502":
      send(response, 502, { "content-type": "text/html" }, "<html><body><h1>502 Bad Gateway</h1></body></html>");
      return 502;
    case "truncated_body":
      return truncate(response, answer, headers);
  }
}

type Headers = Readonly<Record<string, string>>;

const json = { "content-type": "application/json" };
const spoiled = new Set<string>(["hang", "unreadable_body", "wrong_shape", "html_502", "truncated_body"]);

function send(response: ServerResponse, status: number, headers: Headers, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(status, { ...headers, "content-length": String(body.length) }).end(body);
}

function truncate(response: ServerResponse, answer: Answer | undefined, headers: Headers): number {
  const status = answer?.status ?? 200;
  const body = Buffer.from(JSON.stringify(answer?.body ?? { object: "transfer" }));
  const length = { "content-length": String(body.length) };
  response.writeHead(status, { ...headers, ...answer?.headers, ...json, ...length });
  response.write(body.subarray(0, body.length / 2), () => response.socket?.destroy());
  return status;
}
