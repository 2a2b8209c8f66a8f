import type { IncomingMessage } from "node:http";
import Stripe from "stripe";
import { httpAnswer } from "./http-answer.ts";
import type { NodeHttp } from "./node-http.ts";

/** One request as stripe-node wants it sent. */
export interface HttpRequest {
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | number | string[]>>;
  readonly body: string;
  readonly secure: boolean;
  /** For the whole exchange. */
  readonly timeoutMs: number;
}

/** Sends one request, once, and reads the whole answer. */
export function exchange(node: NodeHttp, request: HttpRequest): Promise<Stripe.HttpClientResponse> {
  const { host, port, path, method, headers, body, secure, timeoutMs } = request;
  const { module, agent } = secure ? node.secure : node.plain;
  return new Promise((resolve, reject) => {
    const sent = module.request({ host, port, path, method, headers, agent });
    let answer: IncomingMessage | null = null;
    const succeed = (response: IncomingMessage, text: string): void => {
      clearTimeout(deadline);
      resolve(httpAnswer(response, text));
    };
    const fail = (error: Error): void => {
      // A server error stays one, however much of its body came.
      if (answer !== null && Number(answer.statusCode) >= 500) succeed(answer, "");
      clearTimeout(deadline);
      reject(answer === null && method === "GET" ? error : withoutResend(error));
      sent.destroy();
    };
    const deadline = setTimeout(() => fail(Stripe.HttpClient.makeTimeoutError()), timeoutMs);
    sent.on("error", fail);
    sent.on("response", (response) => {
      answer = response;
      readText(response, (text) => succeed(response, text), fail);
    });
    sent.end(body);
  });
}

function readText(response: IncomingMessage, succeed: (text: string) => void, fail: (error: Error) => void): void {
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  response.on("error", fail);
  response.on("close", () => {
    if (!response.complete) fail(new Error("the answer ended early"));
  });
  response.on("end", () => succeed(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString()));
}

/**
 * stripe-node sends a request again, once and whatever its options say, when the error's code says that the
 * connection was closed. A write may have been executed, so it is for the caller to repeat, who counts its sends.
 */
function withoutResend(error: Error): Error {
  const isResent = "code" in error && Stripe.HttpClient.CONNECTION_CLOSED_ERROR_CODES.some((code) => code === error.code);
  return isResent ? new Error("the connection was closed", { cause: error }) : error;
}
