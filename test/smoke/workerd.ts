import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Project } from "./project.ts";

interface Miniflare {
  readonly dispatchFetch: (url: string) => Promise<{ readonly text: () => Promise<string> }>;
  readonly dispose: () => Promise<void>;
}

/** Bundles a worker for workerd as its users do, runs it there and gives its answer. */
export async function runInWorkerd(project: Project, tools: Project, program: string): Promise<string> {
  await project.write("worker.mjs", program);
  const bundle = ["--bundle", "--format=esm", "--platform=browser", "--conditions=workerd,worker,browser,import"];
  const outside = ["--external:node:*", "--external:cloudflare:*", "--outfile=worker.bundle.mjs", "--log-level=error"];
  await project.run(join(tools.folder, "node_modules/.bin/esbuild"), ["worker.mjs", ...bundle, ...outside]);
  const { Miniflare: Runner }: { Miniflare: new (options: object) => Miniflare } = createRequire(join(tools.folder, "package.json"))("miniflare");
  const runner = new Runner({
    // Named outright, because Miniflare's own search for modules stops at imports that are made on first use.
    modules: [{ type: "ESModule", path: "worker.mjs", contents: await readFile(join(project.folder, "worker.bundle.mjs"), "utf8") }],
    compatibilityDate: "2026-04-01",
  });
  try {
    return await (await runner.dispatchFetch("http://localhost/")).text();
  } finally {
    await runner.dispose();
  }
}
