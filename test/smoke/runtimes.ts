/** A runtime that comes from npm, and what runs a file with it. */
export interface Runtime {
  readonly name: string;
  readonly package: string;
  readonly command: readonly string[];
  readonly withSqlite: boolean;
  /** Whether it runs CommonJS files. */
  readonly runsCommonJs: boolean;
}

/** Node, as its package brings it. */
function node(version: number, withSqlite: boolean): Runtime {
  return { name: `Node ${version}`, package: `node@${version}`, command: ["node"], withSqlite, runsCommonJs: true };
}

/** Every runtime that the package is tried in, but workerd. */
export const runtimes: readonly Runtime[] = [
  node(20, false),
  node(22, true),
  node(24, true),
  node(26, true),
  { name: "Bun", package: "bun@1.4.5", command: ["bun"], withSqlite: false, runsCommonJs: true },
  { name: "Deno", package: "deno@2.9.6", command: ["deno", "run", "-A", "--node-modules-dir=manual"], withSqlite: false, runsCommonJs: true },
];

/** Every major of `stripe` at the ends of what the package takes. */
export const stripeMajors: readonly number[] = [18, 23];

/** Every compiler that the types are tried with. */
export const typescripts: readonly string[] = ["5.5", "5.9", "6.0", "7.0"];
