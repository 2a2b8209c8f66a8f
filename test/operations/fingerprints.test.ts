import { describe, expect, test } from "vitest";
import { Fingerprints } from "../../src/operations/fingerprints.ts";

describe("Fingerprints", () => {
  test("keep 200,000 references apart and give back the note of each", () => {
    const prints = new Fingerprints(() => 0.3);
    for (let index = 0; index < 200_000; index += 1) expect(prints.add(`2026-11:member_${index}`, index)).toBeNull();
    for (let index = 0; index < 200_000; index += 7) expect(prints.get(`2026-11:member_${index}`)).toBe(index);
    expect([prints.size, prints.get("2026-11:member_200000")]).toEqual([200_000, null]);
  });

  test("give the first note to whoever puts a text in again", () => {
    const prints = new Fingerprints(() => 0);
    expect([prints.add("r1", 7), prints.add("r1", 8), prints.get("r1"), prints.size]).toEqual([null, 7, 7, 1]);
  });

  test("tell texts apart that differ in one place, in their order or in their length", () => {
    const prints = new Fingerprints(() => 0.9);
    const texts = ["", "a", "aa", "ab", "ba", "a\u0000", "\u0000a", "\u{1f600}", "\u{1f601}", "aaaa", "aaab", "baaa"];
    expect(texts.map((text) => prints.add(text))).toEqual(texts.map(() => null));
    expect(new Set(texts.map((text) => prints.noteOf(text))).size).toBe(texts.length);
  });

  test("have a seed of their own, so that nobody can choose texts that meet", () => {
    const notes = [0, 0.2, 0.4, 0.6].map((random) => new Fingerprints(() => random).noteOf("r1"));
    expect(new Set(notes).size).toBe(4);
  });
});
