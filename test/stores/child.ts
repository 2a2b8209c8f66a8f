import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a child process has said when it ended. */
export interface ChildResult {
  readonly lines: readonly string[];
  readonly errors: string;
  readonly exitCode: number | null;
}

/** How to start a child process. */
export interface ChildOptions {
  /** The user to run as, where the tests run as root. */
  readonly uid?: number;
  readonly nodeOptions?: readonly string[];
  /** Runs Node through a shell with this before it, such as `ulimit -f 100;`. */
  readonly shellPrefix?: string;
  /** Called with each line as it is printed. */
  readonly onLine?: (line: string, child: ChildProcess) => void;
}

/** Runs a TypeScript file with Node in a process of its own. */
export function runChild(program: URL, values: readonly string[], options: ChildOptions = {}): Promise<ChildResult> {
  const command = [
    process.execPath,
    "--no-warnings",
    ...(options.nodeOptions ?? []),
    fileURLToPath(program),
    ...values,
  ];
  const [first = "", ...rest] =
    options.shellPrefix === undefined ? command : ["sh", "-c", `${options.shellPrefix} exec "$@"`, "sh", ...command];
  const child = spawn(first, rest, {
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  return collect(child, options.onLine);
}

function collect(child: ChildProcess, onLine: ChildOptions["onLine"]): Promise<ChildResult> {
  const lines: string[] = [];
  let errors = "";
  let rest = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const parts = `${rest}${text}`.split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      lines.push(line);
      onLine?.(line, child);
    }
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ lines, errors, exitCode }));
  });
}
