// Installs the packed package in empty projects and runs the same small program wherever it should run. The
// runtimes come from npm, so it needs the network; `npm test` doesn't run it.
import { startStandIn } from "../stand-in/index.ts";
import { commonJsProgram, expected, expectedWithSqlite, moduleProgram, type ProgramOptions, typesProgram, workerProgram } from "./programs.ts";
import { makeProject, packTarball, type Project } from "./project.ts";
import { type Runtime, runtimes, stripeMajors, typescripts } from "./runtimes.ts";
import { runInWorkerd } from "./workerd.ts";

const standIn = await startStandIn({ apiKeys: ["sk_test_smoke"] });
const only = process.argv[2] ?? "";
let passed = 0;
let failed = 0;

const tarball = await packTarball();
for (const major of stripeMajors) {
  const project = await makeProject([tarball, `stripe@${major}`]);
  for (const runtime of runtimes) await tryRuntime(project, runtime, major);
  await tryWorkerd(project, major);
  await tryTypes(major);
}
await standIn.close();
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function tryRuntime(project: Project, runtime: Runtime, major: number): Promise<void> {
  const { name, withSqlite, runsCommonJs } = runtime;
  const wanted = withSqlite ? expectedWithSqlite : expected;
  await attempt(`${name}, stripe ${major}, ESM`, wanted, async (label) => {
    await project.write("smoke.mjs", moduleProgram(optionsFor(label, withSqlite)));
    return runWith(project, runtime, "smoke.mjs");
  });
  if (!runsCommonJs) return;
  await attempt(`${name}, stripe ${major}, CommonJS`, wanted, async (label) => {
    await project.write("smoke.cjs", commonJsProgram(optionsFor(label, withSqlite)));
    return runWith(project, runtime, "smoke.cjs");
  });
}

async function tryWorkerd(project: Project, major: number): Promise<void> {
  await attempt(`workerd, stripe ${major}, ESM`, expected, async (label) => {
    const tools = await makeProject(["miniflare@4.20260426.0", "esbuild@0.27"]);
    return runInWorkerd(project, tools, workerProgram(optionsFor(label, false)));
  });
}

async function tryTypes(major: number): Promise<void> {
  for (const version of typescripts) {
    await attempt(`TypeScript ${version}, stripe ${major}, skipLibCheck off`, "", async () => {
      const project = await makeProject([tarball, `stripe@${major}`, `typescript@${version}`, "@types/node@22"]);
      await project.write("smoke.mts", typesProgram);
      const compilerOptions = { target: "es2022", module: "nodenext", strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false, types: ["node"] };
      await project.write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["smoke.mts"] }));
      return project.run("node_modules/.bin/tsc", ["-p", "."]);
    });
  }
}

/** Runs one try, unless it isn't the one that was asked for, and tells how it went. */
async function attempt(name: string, wanted: string, work: (label: string) => Promise<string>): Promise<void> {
  if (!name.includes(only)) return;
  const printed = await work(name.replaceAll(/\W+/g, "-")).catch(reasonOf);
  if (printed === wanted) passed += 1;
  else failed += 1;
  console.log(printed === wanted ? `ok    ${name}` : `WRONG ${name}\n${printed.slice(0, 3_000)}`);
}

function runWith(project: Project, { package: name, command }: Runtime, file: string): Promise<string> {
  return project.run("npx", ["-y", "-p", name, "-c", [...command, file].join(" ")]);
}

function optionsFor(label: string, withSqlite: boolean): ProgramOptions {
  return { standIn: standIn.url, label, withSqlite };
}

function reasonOf(cause: unknown): string {
  const { stdout, stderr, message } = Object(cause);
  return [message, stdout, stderr].filter((part) => typeof part === "string" && part !== "").join("\n");
}
