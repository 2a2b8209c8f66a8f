import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** An empty project with the packed package and what it was installed with. */
export interface Project {
  readonly folder: string;
  /** Runs a command in it and gives what it printed; rejects with what went wrong. */
  readonly run: (command: string, args: readonly string[]) => Promise<string>;
  /** Writes a file into it. */
  readonly write: (name: string, text: string) => Promise<void>;
}

/** Packs the package as npm would publish it and gives the tarball's path. */
export async function packTarball(): Promise<string> {
  if (!existsSync(join(root, "dist/index.js"))) throw new Error("expected dist/, which `npm run build` makes");
  const folder = await mkdtemp(join(tmpdir(), "payoutkit-tarball-"));
  await execute("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { cwd: root });
  const [name = ""] = await readdir(folder);
  return join(folder, name);
}

/** Installs packages in an empty project, as a user would. */
export async function makeProject(packages: readonly string[]): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "payoutkit-smoke-"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "smoke", private: true }));
  await execute("npm", ["install", "--silent", "--no-audit", "--no-fund", ...packages], { cwd: folder });
  return {
    folder,
    run: async (command, args) => {
      const { stdout } = await execute(command, [...args], { cwd: folder, timeout: 180_000, maxBuffer: 2 ** 26 });
      return stdout.trim();
    },
    write: (name, text) => writeFile(join(folder, name), text),
  };
}
