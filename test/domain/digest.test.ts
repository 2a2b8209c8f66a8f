import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const vectors = [
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
] as const;

test.each(vectors)("the digest of %j is the standard's", async (text, expected) => {
  const { sha256Hex } = await import("../../src/domain/digest.ts");
  expect(sha256Hex(text)).toBe(expected);
});

test.each(["", "abc", "novembre 🎉 é", "x".repeat(1000)])("a runtime without a digest of its own gives the same one, case %#", async (text) => {
  const native = await import("../../src/domain/digest.ts");
  const expected = native.sha256Hex(text);
  vi.resetModules();
  vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
  const portable = await import("../../src/domain/digest.ts");
  expect(portable.sha256Hex).not.toBe(native.sha256Hex);
  expect(portable.sha256Hex(text)).toBe(expected);
});
