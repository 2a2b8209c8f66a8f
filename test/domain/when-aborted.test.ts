import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { whenAborted } from "../../src/domain/when-aborted.ts";

function waiters(names: string) {
  const stop = new AbortController();
  const called: string[] = [];
  const forget = [...names].map((name) => whenAborted(stop.signal, () => called.push(name)));
  return { stop, called, forget, listeners: () => getEventListeners(stop.signal, "abort").length };
}

test("everybody who waits for a signal is called once, in the order in which they came", () => {
  const { stop, called } = waiters("abc");
  stop.abort();
  stop.abort();
  expect(called).toEqual(["a", "b", "c"]);
});

test("who forgets is called no more, even by a signal that is being aborted", () => {
  const { stop, called, forget } = waiters("abc");
  forget[0]?.();
  whenAborted(stop.signal, () => lastForgets());
  const lastForgets = whenAborted(stop.signal, () => called.push("last"));
  stop.abort();
  expect(called).toEqual(["b", "c"]);
});

test("a signal has one listener while anybody waits, and none afterwards", () => {
  const { stop, called, forget, listeners } = waiters("abc");
  expect(listeners()).toBe(1);
  for (const forgetOne of [...forget, ...forget]) forgetOne();
  expect(listeners()).toBe(0);
  whenAborted(stop.signal, () => called.push("d"));
  expect(listeners()).toBe(1);
  stop.abort();
  expect(called).toEqual(["d"]);
});
