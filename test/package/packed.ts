import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The packed package, installed in an empty project. */
export interface PackedPackage {
  /** The project's folder, in the system's temporary one. */
  readonly project: string;
  /** The files of the package, by their path in it. */
  readonly files: readonly string[];
  /** The text of one of them. */
  readonly read: (file: string) => string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Packs the package as npm would publish it and installs it, without the network, beside what it depends on. */
export function installPacked(): PackedPackage {
  if (!existsSync(join(root, "dist/index.js"))) throw new Error("expected dist/, which `npm run build` makes");
  const project = mkdtempSync(join(tmpdir(), "payoutkit-packed-"));
  const modules = join(project, "node_modules");
  const installed = join(modules, "payoutkit");
  mkdirSync(installed, { recursive: true });
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", project], { cwd: root });
  const [tarball = ""] = readdirSync(project).filter((file) => file.endsWith(".tgz"));
  execFileSync("tar", ["xzf", join(project, tarball), "-C", installed, "--strip-components=1"]);
  for (const name of ["neverthrow", "stripe", "@types/node"]) link(modules, name);
  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
  const files = filesIn(installed);
  return { project, files, read: (file) => readFileSync(join(installed, file), "utf8") };
}

/** Runs a program in the project with this Node and gives what it printed. */
export function run({ project }: PackedPackage, name: string, program: string): string {
  writeFileSync(join(project, name), program);
  return execFileSync(process.execPath, [name], { cwd: project, encoding: "utf8" }).trim();
}

function link(modules: string, name: string): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(join(root, "node_modules", name), join(modules, name), "dir");
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
