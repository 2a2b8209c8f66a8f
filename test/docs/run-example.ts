import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type CodeBlock, root } from "./pages.ts";

/** Runs an example as a program of its own in an empty folder and gives what it printed; rejects if it fails. */
export async function runExample({ code }: CodeBlock): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "payoutkit-docs-"));
  try {
    await writeFile(join(folder, "example.ts"), code);
    const env = { PATH: process.env["PATH"], NODE_COMPILE_CACHE: join(root, "node_modules/.cache/docs-examples") };
    const options = { cwd: folder, env, timeout: 60_000 };
    const { stdout } = await execute(process.execPath, ["--import", hooks, "example.ts"], options);
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const execute = promisify(execFile);
const hooks = new URL("./entry-hooks.ts", import.meta.url).href;
