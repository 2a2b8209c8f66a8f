import { WorldUnavailable } from "./world-unavailable.ts";

type NodeProcess = Pick<typeof process, "getBuiltinModule">;
type Sqlite = typeof import("node:sqlite");
type FileSystem = typeof import("node:fs");

/** The parts of Node that a sandbox in a file needs, loaded when the first file is opened. */
export function loadNodeModules(): { readonly sqlite: Sqlite; readonly fileSystem: FileSystem } {
  const node: Partial<NodeProcess> | undefined = globalThis.process;
  const sqlite = node?.getBuiltinModule?.("node:sqlite");
  const fileSystem = node?.getBuiltinModule?.("node:fs");
  if (sqlite === undefined || fileSystem === undefined) {
    const message = "a sandbox in a file needs Node 22.13 or newer, for node:sqlite; leave path out for one in memory";
    throw new WorldUnavailable(message, { mayBeDone: false, lasts: true });
  }
  return { sqlite, fileSystem };
}
