import { execFile } from "node:child_process";
import http from "node:http";
import https from "node:https";
import { promisify } from "node:util";
import { afterEach, expect, test, vi } from "vitest";
import { loadNodeHttp } from "../../../src/providers/stripe/node-http.ts";

const file = new URL("../../../src/providers/stripe/node-http.ts", import.meta.url).href;

afterEach(() => vi.unstubAllGlobals());

test("Node's own modules are what sends, so whoever replaces their `request` is asked", async () => {
  const node = await loadNodeHttp();
  expect(node?.plain.module).toBe(http);
  expect(node?.secure.module).toBe(https);
  expect(await loadNodeHttp()).toBe(node);
});

test("loading them doesn't load Node's client for WebSockets", async () => {
  const program = `const { loadNodeHttp } = await import(${JSON.stringify(file)});
    const { plain } = await loadNodeHttp();
    console.log(JSON.stringify({ loaded: process.moduleLoadList, sends: typeof plain.module.request }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--no-warnings", "--input-type=module", "-e", program]);
  const { loaded, sends }: { loaded: readonly string[]; sends: string } = JSON.parse(stdout);
  expect(sends).toBe("function");
  expect(loaded).toContain("NativeModule https");
  expect(loaded.filter((name) => name.includes("undici"))).toEqual([]);
});

test("they are imported where Node doesn't hand them out", async () => {
  vi.resetModules();
  vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
  const fresh = await import("../../../src/providers/stripe/node-http.ts");
  expect((await fresh.loadNodeHttp())?.plain.module).toBe(http);
});
