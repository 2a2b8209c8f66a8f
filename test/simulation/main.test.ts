import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the command to its end; `onOutput` may meddle meanwhile. */
function run(args: readonly string[], onOutput: (child: ChildProcess, output: string) => void = () => {}): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args]);
  let output = "";
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    onOutput(child, output);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

describe("the simulation's command", () => {
  test("ends with 0 where every promise was kept, and says how far it is", async () => {
    const { code, output } = await run(["--seeds", "60", "--from", "1000", "--task", "20", "--threads", "1"]);
    expect(output).toContain("40 of 60 worlds, 0 broken");
    expect(output).toContain("done up to --from 1040");
    expect(output).toMatch(/^60 worlds, .* 0 broken promises/m);
    expect(code).toBe(0);
  });

  test("ends with 1 where a promise was broken, and says how to live through that world again", async () => {
    const { code, output } = await run(["--seeds", "20", "--mutant", "random-key", "--most", "1", "--threads", "1"]);
    expect(output).toMatch(/main\.ts --replay \d+ --mutant random-key/);
    expect(code).toBe(1);
  });

  test("ends with 130 when it is interrupted, and says how to go on", async () => {
    let told = false;
    const { code, output } = await run(["--seeds", "100000", "--from", "7", "--task", "10", "--threads", "1"], (child, soFar) => {
      if (told || !soFar.includes("10 of 100000 worlds")) return;
      told = child.kill("SIGINT");
    });
    const [, seeds, from] = /go on with .*--seeds (\d+) --from (\d+)/.exec(output) ?? [];
    expect(Number(seeds) + Number(from)).toBe(100_007);
    expect(Number(from)).toBeGreaterThanOrEqual(17);
    expect(code).toBe(130);
  });
});
