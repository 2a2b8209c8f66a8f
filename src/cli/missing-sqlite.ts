/** What to do where this Node brings no SQLite, in which the command line keeps its files; `null` where it does. */
export function missingSqlite(): string | null {
  const node: Partial<Pick<typeof process, "getBuiltinModule">> = process;
  if (node.getBuiltinModule?.("node:sqlite") !== undefined) return null;
  return (
    `The command line keeps its files in SQLite, which needs Node 22.13 or later; this is ${process.version}. ` +
    "Update Node, then run the same command again."
  );
}
