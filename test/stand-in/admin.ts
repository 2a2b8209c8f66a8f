import { answerError, answerWith, type Answer } from "./answer.ts";
import {
  isBalanceChange,
  isClockChange,
  isFaults,
  isKey,
  isLatencyChange,
  isLimits,
  isOutsideTransfer,
  isRecipient,
  isSeed,
} from "./admin-bodies.ts";
import type { StandInControls } from "./controls.ts";

/** Answers a request to the controls, in JSON: what can be seen and changed from another process. */
export function answerAdmin(controls: StandInControls, method: string, url: string, body: string): Answer {
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  const name = pathname.slice("/_stand-in/".length);
  if (method === "GET") return show(controls, name, Number(searchParams.get("from") ?? 0));
  if (method === "DELETE" && name === "faults") {
    controls.clearFaults();
    return answerWith(controls.faults());
  }
  const given = parseJson(body);
  const change = method === "POST" ? changes[name] : undefined;
  if (change === undefined) return answerError(404, { message: `There is no ${method} ${pathname}` });
  return change(controls, given) ?? answerError(400, { message: `${pathname} can't read ${body}` });
}

function show(controls: StandInControls, name: string, from: number): Answer {
  switch (name) {
    case "state":
      return answerWith(state(controls));
    case "movements":
      return answerWith(controls.movements.slice(from));
    case "requests":
      return answerWith(controls.requests.slice(from));
    case "violations":
      return answerWith(controls.violations.slice(from));
    case "faults":
      return answerWith(controls.faults());
    case "transfers":
      return answerWith(controls.transfers());
    default:
      return answerError(404, { message: `There is no GET /_stand-in/${name}` });
  }
}

function state(controls: StandInControls): Readonly<Record<string, unknown>> {
  const { account, clock, movements, requests, violations } = controls;
  return {
    account,
    nowMs: clock.now(),
    balance: controls.balance(),
    counts: { movements: movements.length, requests: requests.length, violations: violations.length },
    faults: controls.faults(),
  };
}

/** `undefined` where the body can't be read. */
type Change = (controls: StandInControls, body: unknown) => Answer | undefined;

const changes: Readonly<Record<string, Change>> = {
  faults: (controls, body) => {
    if (!isFaults(body)) return undefined;
    for (const fault of body) controls.addFault(fault);
    return answerWith(controls.faults());
  },
  clock: ({ clock }, body) => {
    if (!isClockChange(body)) return undefined;
    if ("nowMs" in body) clock.set(body.nowMs);
    else clock.advance(body.advanceMs);
    return answerWith({ nowMs: clock.now() });
  },
  balances: (controls, body) => {
    if (!isBalanceChange(body)) return undefined;
    controls.setBalance(body.currency, body);
    return answerWith(controls.balance());
  },
  recipients: (controls, body) => (isRecipient(body) ? done(controls.setRecipient(body)) : undefined),
  keys: (controls, body) => (isKey(body) ? done(controls.setApiKey(body)) : undefined),
  limits: (controls, body) => (isLimits(body) ? done(controls.setLimits(body)) : undefined),
  latency: (controls, body) => (isLatencyChange(body) ? done(controls.setLatency(body.latencyMs)) : undefined),
  transfers: (controls, body) => (isOutsideTransfer(body) ? answerWith(controls.addTransfer(body)) : undefined),
  seed: (controls, body) =>
    isSeed(body) ? answerWith({ transfers: controls.seedTransfers(body.count, body.shape) }) : undefined,
};

function done(_change: void): Answer {
  return answerWith({ done: true });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
