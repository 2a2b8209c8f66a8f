import { describe, expect, test } from "vitest";
import {
  type SandboxReadScenario,
  sandboxReadScenarios,
  type SandboxScenario,
  sandboxScenarios,
} from "../../../src/providers/sandbox/index.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { commandFor, modes, openSandbox } from "./worlds.ts";

/** What the caller is told: the failure's kind and outcome, its reason, and what the same key answers then. */
const told: Record<Exclude<SandboxScenario, "slow">, readonly [string, string, string, string]> = {
  decline: ["declined", "not_created", "declined", "declined, replayed"],
  insufficient_balance: ["declined", "not_created", "insufficient_balance", "declined, replayed"],
  recipient_not_ready: ["declined", "not_created", "not_ready", "declined, replayed"],
  rate_limit: ["not_executed", "not_created", "rate_limited", "created"],
  authentication: ["not_executed", "not_created", "authentication", "created"],
  permission: ["not_executed", "not_created", "permission", "created"],
  in_flight: ["indeterminate", "unknown", "in_progress", "created"],
  lose_request: ["indeterminate", "unknown", "network", "created"],
  lose_response: ["indeterminate", "unknown", "network", "created, replayed"],
  unreadable: ["indeterminate", "unknown", "invalid_response", "created, replayed"],
  server_error: ["indeterminate", "unknown", "unavailable", "indeterminate, replayed"],
  server_error_executed: ["indeterminate", "unknown", "unavailable", "indeterminate, replayed"],
  server_error_rolled_forward: ["indeterminate", "unknown", "unavailable", "indeterminate, replayed"],
  land_late: ["indeterminate", "unknown", "network", "created"],
};

const movesAtOnce: readonly SandboxScenario[] = ["lose_response", "unreadable", "server_error_executed"];
const movesLater: readonly SandboxScenario[] = ["land_late", "server_error_rolled_forward"];
const failing = sandboxScenarios.filter((name) => name !== "slow");

describe.each(modes)("a scenario in %s", (mode) => {
  test.each(failing)("%s tells the caller what its name says", async (name) => {
    const { sandbox, clock } = openSandbox(mode);
    sandbox.next(name);
    const first = assertErr(await sandbox.create(commandFor(sandbox)));
    const { kind, error, serverError, replayed, serverTimeMs } = first;
    const again = await sandbox.create(commandFor(sandbox));
    const answer = again.match(
      (made) => `created${made.replayed ? ", replayed" : ""}`,
      (failure) => `${failure.kind}${failure.replayed ? ", replayed" : ""}`,
    );
    expect([kind, error.outcome, error.reason, answer]).toEqual(told[name]);
    expect({ serverError, replayed }).toEqual({ serverError: name.startsWith("server_error"), replayed: false });
    expect(serverTimeMs).toBe(["network", "invalid_response"].includes(error.reason) ? null : clock.now());
  });

  test.each(failing)("%s moves the money exactly when its name says", async (name) => {
    const { sandbox, clock } = openSandbox(mode);
    sandbox.next(name);
    assertErr(await sandbox.create(commandFor(sandbox)));
    expect(sandbox.movements()).toBe(movesAtOnce.includes(name) ? 1 : 0);
    await clock.advance(59_999);
    expect(sandbox.movements()).toBe(movesAtOnce.includes(name) ? 1 : 0);
    for (const ms of [1, 60_000]) {
      await clock.advance(ms);
      expect(sandbox.movements()).toBe(movesAtOnce.includes(name) || movesLater.includes(name) ? 1 : 0);
    }
  });

  test("slow answers after its delay", async () => {
    const { sandbox, clock } = openSandbox(mode);
    sandbox.next("slow", { delayMs: 5_000 });
    const answer = sandbox.create(commandFor(sandbox));
    await clock.advance(4_999);
    expect(sandbox.movements()).toBe(0);
    await clock.advance(1);
    expect(assertOk(await answer).transfer.createdAtMs).toBe(clock.now());
  });

  test("slow beyond the timeout is a timeout, and the request is executed all the same", async () => {
    const { sandbox, clock } = openSandbox(mode, { timeoutMs: 1_000 });
    sandbox.next("slow", { delayMs: 5_000 });
    const answer = sandbox.create(commandFor(sandbox));
    await clock.advance(1_000);
    const failure = assertErr(await answer);
    expect([failure.kind, failure.error.reason]).toEqual(["indeterminate", "timeout"]);
    expect(assertErr(await sandbox.create(commandFor(sandbox))).error.reason).toBe("in_progress");
    await clock.advance(4_000);
    expect(assertOk(await sandbox.create(commandFor(sandbox))).replayed).toBe(true);
    expect(sandbox.movements()).toBe(1);
  });

  test("happens as often as it was asked to, and then no more", async () => {
    const { sandbox } = openSandbox(mode);
    sandbox.next("rate_limit", { times: 2, retryAfterMs: 700 });
    const limited = assertErr(await sandbox.create(commandFor(sandbox)));
    expect(limited.error.details).toEqual({ retryAfterMs: 700 });
    assertErr(await sandbox.create(commandFor(sandbox)));
    assertOk(await sandbox.create(commandFor(sandbox)));
  });

  test("with times: Infinity happens until the scenarios are cleared", async () => {
    const { sandbox } = openSandbox(mode);
    sandbox.next("lose_request", { times: Infinity });
    for (const key of ["a", "b", "c"]) assertErr(await sandbox.create(commandFor(sandbox, { key })));
    sandbox.clearScenarios();
    assertOk(await sandbox.create(commandFor(sandbox)));
  });

  test("waits for the payout and the recipient that it is for", async () => {
    const { sandbox } = openSandbox(mode);
    sandbox.next("decline", { reference: "second", recipientId: "acct_noa" });
    assertOk(await sandbox.create(commandFor(sandbox, { key: "a" })));
    assertOk(await sandbox.create(commandFor(sandbox, { key: "b", reference: "second" })));
    expect(sandbox.waitingScenarios()).toMatchObject([{ name: "decline", reference: "second", times: 1 }]);
    assertErr(await sandbox.create(commandFor(sandbox, { key: "c", reference: "second", recipientId: "acct_noa" })));
    expect(sandbox.waitingScenarios()).toEqual([]);
  });

  test("is taken in the order of the queue, one for each create", async () => {
    const { sandbox } = openSandbox(mode);
    sandbox.next("rate_limit");
    sandbox.next("permission");
    const reasons = [];
    for (const _ of [1, 2]) reasons.push(assertErr(await sandbox.create(commandFor(sandbox))).error.reason);
    expect(reasons).toEqual(["rate_limited", "permission"]);
  });

  test("of the execution stays queued while a key gives its stored answer", async () => {
    const { sandbox } = openSandbox(mode);
    assertOk(await sandbox.create(commandFor(sandbox)));
    sandbox.next("decline", { providerCode: "risk" });
    expect(assertOk(await sandbox.create(commandFor(sandbox))).replayed).toBe(true);
    const { error } = assertErr(await sandbox.create(commandFor(sandbox, { key: "another" })));
    expect(error.details).toEqual({ providerCode: "risk" });
  });
});

const readReasons: Record<SandboxReadScenario, string> = {
  rate_limit: "rate_limited",
  authentication: "authentication",
  permission: "permission",
  lose_response: "network",
  unreadable: "invalid_response",
  server_error: "unavailable",
  slow: "timeout",
};

describe.each(modes)("a scenario for reads in %s", (mode) => {
  test.each(sandboxReadScenarios)("%s fails the read, which created nothing", async (name) => {
    const { sandbox, clock } = openSandbox(mode, { timeoutMs: 1_000 });
    sandbox.nextRead(name);
    const answer = sandbox.balance();
    await clock.advance(1_000);
    const error = assertErr(await answer, "API_ERROR");
    expect([error.reason, error.outcome]).toEqual([readReasons[name], "not_created"]);
    assertOk(await sandbox.balance());
  });

  test("waits for the call that it is for", async () => {
    const { sandbox } = openSandbox(mode);
    sandbox.nextRead("server_error", { call: "findByReference" });
    assertOk(await sandbox.balance());
    assertErr(await sandbox.findByReference({ namespace: "default", reference: "first" }));
  });

  test("slow ends early when the signal is aborted", async () => {
    const { sandbox, clock } = openSandbox(mode);
    sandbox.nextRead("slow", { delayMs: 5_000 });
    const controller = new AbortController();
    const answer = sandbox.list({ limit: 1 }, { signal: controller.signal });
    await clock.advance(1);
    controller.abort();
    expect(assertErr(await answer).reason).toBe("aborted");
  });
});

describe("a scenario that nobody knows", () => {
  test.each([
    ["a name", () => openSandbox().sandbox.next(JSON.parse('"explode"')), /scenario: expected one of decline, /],
    ["an option", () => openSandbox().sandbox.next("slow", JSON.parse('{"ms":5}')), /"ms" isn't known here; expected .*delayMs/],
    ["a count", () => openSandbox().sandbox.next("slow", { times: 0 }), /an integer of at least 1, got 0/],
    ["a call", () => openSandbox().sandbox.nextRead("slow", JSON.parse('{"call":"create"}')), /call: expected one of/],
    ["a read", () => openSandbox().sandbox.nextRead(JSON.parse('"land_late"')), /scenario: expected one of rate_limit/],
  ])("by %s throws a TypeError that says what is", (_what, queue, message) => {
    expect(queue).toThrow(TypeError);
    expect(queue).toThrow(message);
  });
});
