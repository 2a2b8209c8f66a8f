import { describe, expect, test } from "vitest";
import { ItemReader } from "../../src/operations/item-reader.ts";
import { testClock } from "../../src/testing/test-clock.ts";

const never = new AbortController().signal;

describe("a page", () => {
  test("holds as much as was asked for, and the last one what is left", async () => {
    const reader = new ItemReader(["a", "b", "c"], never);
    const pages = [await reader.page(2, testClock()), await reader.page(2, testClock()), await reader.page(2, testClock())];
    expect(pages.map((page) => page.map(({ index, value }) => `${index}${value}`))).toEqual([["0a", "1b"], ["2c"], []]);
    expect(await reader.close()).toEqual({ read: 3, thrown: null });
  });

  test("of a slow source holds what is there, and the item that was late comes next", async () => {
    let give: (value: number) => void = () => undefined;
    async function* source() {
      yield 1;
      yield 2;
      yield await new Promise<number>((resolve) => {
        give = resolve;
      });
    }
    const reader = new ItemReader(source(), never);
    expect((await reader.page(10, testClock())).map(({ value }) => value)).toEqual([1, 2]);
    give(3);
    expect((await reader.page(10, testClock())).map(({ index, value }) => [index, value])).toEqual([[2, 3]]);
  });

  test.each([["null", null], ["undefined", undefined], ["a number", 5]])("of a source that answers %s holds what came before", async (_name, nonsense) => {
    const answers: unknown[] = [{ done: false, value: 1 }, nonsense];
    const reader = new ItemReader<number>({ [Symbol.asyncIterator]: () => ({ next: () => JSON.parse(JSON.stringify({ answer: answers.shift() })).answer }) }, never);
    expect((await reader.page(10, testClock())).map(({ value }) => value)).toEqual([1]);
    const { read, thrown } = await reader.close();
    expect([read, String(thrown?.cause)]).toEqual([1, expect.stringMatching(/^TypeError: the iterator's next\(\) gave/)]);
  });

  test("of a source that throws holds what came before", async () => {
    const cause = new Error("torn");
    function* source() {
      yield 1;
      throw cause;
    }
    const reader = new ItemReader(source(), never);
    expect((await reader.page(10, testClock())).map(({ value }) => value)).toEqual([1]);
    expect(await reader.page(10, testClock())).toEqual([]);
    expect(await reader.close()).toEqual({ read: 1, thrown: { cause } });
  });

  test("isn't waited for any longer once the signal is aborted", async () => {
    const stop = new AbortController();
    const reader = new ItemReader({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) }, stop.signal);
    const page = reader.page(10, testClock());
    stop.abort();
    expect(await page).toEqual([]);
  });

  test("of several items ends with a turn of everything else in the process, however fast they come", async () => {
    const reader = new ItemReader(Array.from({ length: 8 }, (_, index) => index), never);
    let turns = 0;
    const turn = (): Promise<void> => testClock().turn().then(() => void (turns += 1));
    while ((await reader.page(2, { turn })).length > 0);
    expect(turns).toBe(4);
  });
});
