import { setTimeout as sleep } from "node:timers/promises";
import { answerError, type Answer } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";
import type { Work } from "./endpoint.ts";
import { answerAccountInvalid } from "./endpoints/account.ts";
import type { FaultKind } from "./faults.ts";
import { refuseKey, type Claim } from "./idempotency.ts";
import type { Parts } from "./parts.ts";
import { findRoute, type Route } from "./router.ts";
import { turnedAway } from "./turned-away.ts";

/** What the API says, and how it came to it. */
export interface Reply {
  readonly answer: Answer;
  readonly replayed: boolean;
}

/** Takes a request through the layers in Stripe's order: key, limits, validation, replay, execution. */
export async function answerRequest(parts: Parts, request: ApiRequest, fault?: FaultKind): Promise<Reply> {
  const route = findRoute(request.method, request.path);
  const refusal = refuseAtTheDoor(parts, request, route, fault);
  if (refusal !== undefined) return reply(refusal);
  const entered = parts.gate.enter(route === undefined ? "unknown" : `${route.endpoint.method} ${route.endpoint.path}`);
  if (entered.isErr()) return reply(entered.error);
  try {
    const decision = decide(parts, request, route);
    // A request that is still held back doesn't keep the process alive.
    if (parts.settings.latencyMs > 0) await sleep(parts.settings.latencyMs, undefined, { ref: false });
    return decision.kind === "answer" ? decision : await execute(parts, decision, fault);
  } finally {
    entered.value.leave();
  }
}

type Decision =
  | { readonly kind: "answer"; readonly answer: Answer; readonly replayed: boolean }
  | { readonly kind: "work"; readonly work: Work; readonly claim: Claim | undefined };

function refuseAtTheDoor(
  { keys, accounts }: Parts,
  request: ApiRequest,
  route: Route | undefined,
  fault: FaultKind | undefined,
): Answer | undefined {
  const struck = fault === undefined ? undefined : turnedAway(fault, request.idempotencyKey);
  const refusal = struck ?? keys.refusal(request.apiKey, route?.endpoint.permission);
  if (refusal !== undefined) return refusal;
  const account = request.stripeAccount;
  return account === null || accounts.isConnected(account) ? undefined : answerAccountInvalid(account);
}

function decide(parts: Parts, request: ApiRequest, route: Route | undefined): Decision {
  const { method, path, params, idempotencyKey } = request;
  if (route === undefined) return decided(answerError(404, { message: `Unrecognized request URL (${method}: ${path}).` }));
  if (request.isForeignBody) return decided(answerError(400, { message: foreignBody }));
  const refusedKey = idempotencyKey === null ? undefined : refuseKey(idempotencyKey);
  if (refusedKey !== undefined) return decided(refusedKey);
  const account = request.stripeAccount ?? parts.accounts.platform;
  const { accounts, settings } = parts;
  const call = { ledger: parts.ledger(account), accounts, livemode: settings.livemode, params, idempotencyKey };
  const prepared = route.endpoint.prepare({ ...call, names: route.names });
  if (prepared.isErr()) return decided(prepared.error);
  if (idempotencyKey === null) return { kind: "work", work: prepared.value, claim: undefined };
  const claim = parts.replays.claim({ ...request, account, key: idempotencyKey });
  if (claim.kind === "answered") return { ...claim, kind: "answer" };
  return { kind: "work", work: prepared.value, claim };
}

async function execute(
  { clock }: Parts,
  { work, claim }: Extract<Decision, { kind: "work" }>,
  fault: FaultKind | undefined,
): Promise<Reply> {
  const answer = perform(work, fault, (afterMs) => clock.later(afterMs, work));
  if (fault?.name === "delay") await clock.wait(fault.ms);
  if (claim?.kind === "claimed") claim.store(answer);
  return reply(answer);
}

function perform(work: Work, fault: FaultKind | undefined, workLater: (afterMs: number) => void): Answer {
  switch (fault?.name) {
    case "error_500_not_executed":
      return serverError;
    case "error_500_executed":
      work();
      return serverError;
    case "error_500_rolled_forward":
      workLater(fault.ms);
      return serverError;
    default:
      return work();
  }
}

function decided(answer: Answer): Decision {
  return { kind: "answer", answer, replayed: false };
}

function reply(answer: Answer): Reply {
  return { answer, replayed: false };
}

const serverError = answerError(500, {
  type: "api_error",
  message: "An unknown error occurred. It may or may not have had an effect.",
});

const foreignBody = "Invalid request (check that your POST content type is application/x-www-form-urlencoded).";
