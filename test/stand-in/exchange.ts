import type { ServerResponse } from "node:http";
import type { ApiRequest } from "./api-request.ts";
import { deliver, deliverSpoiled, isSpoiled } from "./delivery.ts";
import type { FaultKind } from "./faults.ts";
import type { RequestRecord } from "./log.ts";
import { requestProblems, responseProblems } from "./openapi.ts";
import type { Parts } from "./parts.ts";
import { findRoute } from "./router.ts";
import { answerRequest, type Reply } from "./stripe-api.ts";

/** One request and its answer, with the fault that strikes it, from the log to the last byte. */
export async function exchange(parts: Parts, request: ApiRequest, response: ServerResponse): Promise<void> {
  const fault = parts.faults.strike(request);
  const record = startRecord(parts, request, fault);
  if (parts.settings.validate) checkRequest(parts, request);
  if (fault?.name === "lose_request") return breakConnection(response);
  if (fault?.name === "land_late") {
    parts.clock.later(fault.ms, () => void answerRequest(parts, request));
    return breakConnection(response);
  }
  if (isSpoiled(fault) && fault.executes === false) return finish(record, deliverSpoiled(response, fault, undefined), false);
  const reply = await answerRequest(parts, request, fault);
  if (parts.settings.validate) checkReply(parts, request, reply);
  if (fault?.name === "lose_response") return breakConnection(response);
  const { answer, replayed } = reply;
  const headers = answerHeaders(parts, request);
  if (isSpoiled(fault)) return finish(record, deliverSpoiled(response, fault, answer, headers), replayed);
  finish(record, deliver(response, answer, headers), replayed);
}

function breakConnection(response: ServerResponse): void {
  response.socket?.destroy();
}

function finish(record: RequestRecord, status: number | null, replayed: boolean): void {
  record.status = status;
  record.replayed = replayed;
}

function startRecord(parts: Parts, request: ApiRequest, fault: FaultKind | undefined): RequestRecord {
  const { apiKey, isForeignBody: _, ...about } = request;
  const end = apiKey === null ? null : apiKey.slice(-4);
  const record = { ...about, atMs: parts.clock.now(), apiKeyEnd: end, fault: fault?.name ?? null, status: null, replayed: false };
  if (parts.settings.logRequests) parts.requests.push(record);
  return record;
}

function answerHeaders({ clock }: Parts, request: ApiRequest): Record<string, string> {
  const { requestId, idempotencyKey, stripeAccount, stripeVersion } = request;
  return {
    date: new Date(clock.now()).toUTCString(),
    "request-id": requestId,
    "stripe-version": stripeVersion ?? defaultVersion,
    ...(idempotencyKey === null ? {} : { "idempotency-key": idempotencyKey }),
    ...(stripeAccount === null ? {} : { "stripe-account": stripeAccount }),
  };
}

const defaultVersion = "2026-10-28.endive";

function checkRequest(parts: Parts, { method, path, params, requestId }: ApiRequest): void {
  const endpoint = findRoute(method, path)?.endpoint;
  const problems = endpoint === undefined ? [`there is no ${method} ${path}`] : requestProblems(method, endpoint.path, params);
  if (problems.length > 0) parts.violations.push({ side: "request", method, path, requestId, status: null, problems });
}

function checkReply(parts: Parts, { method, path, requestId }: ApiRequest, { answer: { status, body } }: Reply): void {
  const problems = responseProblems(method, findRoute(method, path)?.endpoint.path ?? null, status, body);
  if (problems.length > 0) parts.violations.push({ side: "response", method, path, requestId, status, problems });
}
