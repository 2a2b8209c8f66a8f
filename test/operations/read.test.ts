import { err, errAsync, okAsync, ResultAsync } from "neverthrow";
import { describe, expect, test } from "vitest";
import { apiError } from "../../src/domain/api-error.ts";
import type { ApiErrorReason, PayoutError } from "../../src/domain/errors.ts";
import type { CallLimits } from "../../src/operations/call-limits.ts";
import { type Reader, reading } from "../../src/operations/read.ts";
import type { ProviderCall } from "../../src/ports/transfer-provider.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { querySetup } from "./query-setup.ts";

const patient: CallLimits = { signal: undefined, timeoutMs: 60_000 };
const never = (): ResultAsync<never, never> => new ResultAsync(new Promise(() => undefined));
const fails = (reason: ApiErrorReason, retryAfterMs?: number): ResultAsync<never, PayoutError<"API_ERROR">> =>
  errAsync(apiError(reason, "not_created", reason, retryAfterMs === undefined ? {} : { details: { retryAfterMs } }));

/** Fails in these ways, one after another, and then answers. */
function flaky(...failures: (() => ResultAsync<string, PayoutError<"API_ERROR">>)[]) {
  const calls: ProviderCall[] = [];
  const call = (providerCall: ProviderCall): ResultAsync<string, PayoutError<"API_ERROR">> => {
    const failure = failures[calls.push(providerCall) - 1];
    return failure === undefined ? okAsync("answer") : failure();
  };
  return { call, calls };
}

describe("repeating", () => {
  for (const reason of ["network", "timeout", "unavailable", "invalid_response", "rate_limited"] as const) {
    test(`an answer that says ${reason} is asked for again`, async () => {
      const { context, clock, events } = querySetup();
      const { call, calls } = flaky(() => fails(reason));
      const answer = reading(context, patient, (reader) => reader.read(call));
      await clock.advance(1000);
      expect(assertOk(await answer)).toBe("answer");
      expect(calls).toHaveLength(2);
      expect(events).toContainEqual({ type: "request.retried", delayMs: expect.any(Number), error: expect.objectContaining({ reason }) });
    });
  }

  for (const reason of ["authentication", "permission", "not_found"] as const) {
    test(`an answer that says ${reason} is final`, async () => {
      const { context, events } = querySetup();
      const { call, calls } = flaky(() => fails(reason));
      const answer = await reading(context, patient, (reader) => reader.read(call));
      expect(assertErr(answer, "API_ERROR").reason).toBe(reason);
      expect(calls).toHaveLength(1);
      expect(events).toEqual([]);
    });
  }

  test("the fourth failure is the answer", async () => {
    const { context, clock } = querySetup();
    const { call, calls } = flaky(...Array.from({ length: 9 }, () => () => fails("network")));
    const answer = reading(context, patient, (reader) => reader.read(call));
    await clock.advance(60_000);
    expect(assertErr(await answer, "API_ERROR").reason).toBe("network");
    expect(calls).toHaveLength(4);
  });

  test("429s are waited out, however many, and slow everybody down", async () => {
    const { context, clock, events } = querySetup();
    const { call, calls } = flaky(...Array.from({ length: 8 }, () => () => fails("rate_limited", 2000)));
    const answer = reading(context, patient, (reader) => reader.read(call));
    await clock.advance(1);
    const other = reading(context, patient, (reader) => reader.read(() => okAsync(clock.monotonic())));
    await clock.advance(59_000);
    expect(assertOk(await answer)).toBe("answer");
    expect(assertOk(await other)).toBeGreaterThanOrEqual(2000);
    expect(calls).toHaveLength(9);
    expect(events).toContainEqual({ type: "request.rate_limited", retryAfterMs: 2000 });
  });

  test("429s until the deadline are a timeout that tells of the last answer", async () => {
    const { context, clock } = querySetup();
    const { call } = flaky(...Array.from({ length: 99 }, () => () => fails("rate_limited", 5000)));
    const answer = reading(context, { ...patient, timeoutMs: 12_000 }, (reader) => reader.read(call));
    await clock.advance(12_000);
    const error = assertErr(await answer, "API_ERROR");
    expect(error).toMatchObject({ reason: "timeout", outcome: "not_created", details: { retryAfterMs: 5000 } });
    expect(error.message).toContain("rate_limited");
  });
});

describe("waiting", () => {
  test("ends at the deadline although the provider doesn't react, and its place is free again", async () => {
    const { context, clock } = querySetup({ concurrency: 1 });
    const answer = reading(context, { ...patient, timeoutMs: 5000 }, (reader) => reader.read(never));
    await clock.advance(5000);
    expect(assertErr(await answer, "API_ERROR")).toMatchObject({ reason: "timeout", outcome: "not_created", retryable: true });
    assertOk(await reading(context, patient, (reader) => reader.read(() => okAsync(1))));
  });

  test("ends when the signal is aborted although the provider doesn't react", async () => {
    const { context, clock } = querySetup();
    const controller = new AbortController();
    const answer = reading(context, { ...patient, signal: controller.signal }, (reader) => reader.read(never));
    await clock.advance(10);
    controller.abort();
    expect(assertErr(await answer, "API_ERROR")).toMatchObject({ reason: "aborted", outcome: "not_created" });
  });

  test("ends between two tries too", async () => {
    const { context, clock } = querySetup();
    const controller = new AbortController();
    const { call, calls } = flaky(() => fails("rate_limited", 30_000));
    const answer = reading(context, { ...patient, signal: controller.signal }, (reader) => reader.read(call));
    await clock.advance(10);
    controller.abort();
    expect(assertErr(await answer, "API_ERROR").reason).toBe("aborted");
    expect(calls).toHaveLength(1);
  });

  test("on a signal that is aborted already calls nobody", async () => {
    const { context } = querySetup();
    const { call, calls } = flaky();
    const answer = await reading(context, { ...patient, signal: AbortSignal.abort() }, (reader) => reader.read(call));
    expect(assertErr(answer, "API_ERROR").reason).toBe("aborted");
    expect(calls).toHaveLength(0);
  });

  test("aborts the provider's call when it ends", async () => {
    const { context, clock } = querySetup();
    let signal: AbortSignal | undefined;
    const answer = reading(context, { ...patient, timeoutMs: 5 }, (reader) =>
      reader.read((call) => {
        signal = call.signal;
        return never();
      }),
    );
    await clock.advance(5);
    assertErr(await answer);
    expect(signal?.aborted).toBe(true);
  });

  test("leaves no timer behind", async () => {
    const { context, clock } = querySetup();
    assertOk(await reading(context, patient, (reader) => reader.read(() => okAsync(1))));
    await clock.advance(0);
    expect(clock.sleepers).toBe(0);
  });

  test("lasts as long as was asked, even longer than a machine's timer can", async () => {
    const { context, clock } = querySetup();
    const answer = reading(context, { ...patient, timeoutMs: 1e10 }, (reader) => reader.read(never));
    let isOver = false;
    void answer.map(() => undefined).mapErr(() => (isOver = true));
    await clock.advance(9.9e9);
    expect(isOver).toBe(false);
    await clock.advance(1e9);
    expect(assertErr(await answer, "API_ERROR").reason).toBe("timeout");
  });

  test("ends for what isn't paced as well", async () => {
    const { context, clock } = querySetup();
    const answer = reading(context, { ...patient, timeoutMs: 100 }, (reader) => reader.wait(never));
    await clock.advance(100);
    expect(assertErr(await answer, "API_ERROR").reason).toBe("timeout");
  });
});

describe("an adapter that breaks its contract", () => {
  const broken: Record<string, Parameters<Reader["read"]>[0]> = {
    "throws": () => {
      throw new Error("broken");
    },
    "rejects": () => new ResultAsync(Promise.reject(new Error("broken"))),
    "answers nothing": () => Promise.resolve(undefined as never),
    "answers a plain value": () => Promise.resolve({ value: 1 } as never),
    "fails with a plain error": () => Promise.resolve(err(new Error("broken") as never)),
  };
  for (const [what, call] of Object.entries(broken)) {
    test(`and ${what} fails with invalid_response`, async () => {
      const { context, clock } = querySetup();
      const answer = reading(context, patient, (reader) => reader.read(call));
      await clock.advance(30_000);
      expect(assertErr(await answer)).toMatchObject({ code: "API_ERROR", reason: "invalid_response", outcome: "not_created" });
    });
  }

  test("and says that a read's outcome is unknown is corrected", async () => {
    const { context } = querySetup();
    const answer = await reading(context, patient, (reader) =>
      reader.read(() => Promise.resolve(err(apiError("permission", "unknown", "no", { details: { requestId: "r1" } })))),
    );
    expect(assertErr(answer)).toMatchObject({ reason: "permission", outcome: "not_created", details: { requestId: "r1" } });
  });

  test("and rejects after the caller has gone troubles nobody", async () => {
    const { context, clock } = querySetup();
    let reject: (reason: Error) => void = () => undefined;
    const late = new Promise<never>((_resolve, rejectLate) => (reject = rejectLate));
    const answer = reading(context, { ...patient, timeoutMs: 10 }, (reader) => reader.read(() => late));
    await clock.advance(10);
    assertErr(await answer);
    reject(new Error("late"));
    await clock.advance(1);
    expect(clock.sleepers).toBe(0);
  });

  test("but whose Results come from another copy of neverthrow is understood", async () => {
    const { context } = querySetup();
    const foreign: object = { isOk: () => true, isErr: () => false, value: 5 };
    const answer = await reading(context, patient, (reader) => reader.read(() => Promise.resolve(foreign as never)));
    expect(assertOk(answer)).toBe(5);
  });
});
