import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import type { ProcessRegistry } from "../../../src/ports/payout-store.ts";
import { processRegistry, startTimeOf } from "../../../src/stores/sql/process-registry.ts";

describe.runIf(process.platform === "linux")("the process registry of Linux", () => {
  test("names this process the same way each time, and knows that it is alive", () => {
    const registry = linuxRegistry();
    expect(linuxRegistry().self).toBe(registry.self);
    expect(registry.self).toMatch(new RegExp(`^linux/[0-9a-f-]{36}/pid:\\[\\d+\\]/${process.pid}/\\d+$`));
    expect(registry.isGone(registry.self)).toBe(false);
  });

  test("knows that a child lives, and that it is gone once it has ended", async () => {
    const registry = linuxRegistry();
    const program = `import(${JSON.stringify(registryFile)}).then((m) => { console.log(m.processRegistry().self); process.stdin.resume(); })`;
    const child = spawn(process.execPath, ["--no-warnings", "-e", program], { stdio: ["pipe", "pipe", "inherit"] });
    const [output] = await once(child.stdout, "data");
    const name = String(output).trim();
    expect(name.split("/").slice(0, 3)).toEqual(registry.self.split("/").slice(0, 3));
    expect(registry.isGone(name)).toBe(false);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(registry.isGone(name)).toBe(true);
  });

  test("knows that a number was given to another process since", () => {
    const registry = linuxRegistry();
    expect(registry.isGone(registry.self.replace(/\d+$/, "1"))).toBe(true);
  });

  test("tells nothing of another boot or another namespace, whatever number is in use there", () => {
    const registry = linuxRegistry();
    const [system, boot, namespace, , startTime] = registry.self.split("/");
    const nobody = 4_194_305;
    expect(registry.isGone([system, boot, namespace, nobody, startTime].join("/"))).toBe(true);
    expect(registry.isGone([system, "another-boot", namespace, nobody, startTime].join("/"))).toBe(false);
    expect(registry.isGone([system, boot, "pid:[1]", nobody, startTime].join("/"))).toBe(false);
  });

  test("tells nothing of a name that it can't read", () => {
    const registry = linuxRegistry();
    const [system, boot, namespace] = registry.self.split("/");
    const world = `${system}/${boot}/${namespace}`;
    for (const owner of [
      "",
      "linux",
      `${world}/x/1`,
      `${world}/0/1`,
      `${world}/-1/1`,
      `${world}/4194305`,
      `${world}/4194305/1/2`,
    ]) {
      expect(registry.isGone(owner), owner).toBe(false);
    }
  });
});

test("there is a registry on Linux alone", () => {
  expect(processRegistry() !== null).toBe(process.platform === "linux");
});

describe("startTimeOf", () => {
  const rest = "S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 987654 20";

  test("is the 22nd field, whatever the command is called", () => {
    for (const command of ["node", "a b", "evil) R 1 1 1", "((", ""]) {
      expect(startTimeOf(`42 (${command}) ${rest}\n`), command).toBe("987654");
    }
  });

  test("is null for a line that ends too early", () => {
    expect(startTimeOf("42 (node) S 1 2 3")).toBeNull();
  });
});

const registryFile = new URL("../../../src/stores/sql/process-registry.ts", import.meta.url).href;

function linuxRegistry(): ProcessRegistry {
  const registry = processRegistry();
  if (registry === null) throw new Error("there is no registry");
  return registry;
}
