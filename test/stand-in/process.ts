import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { asObject } from "./json.ts";

/** A stand-in in a process of its own. */
export interface StandInProcess extends AsyncDisposable {
  readonly url: string;
  readonly apiKey: string;
  readonly account: string;
  /** Calls `/_stand-in/NAME`: POST with a body, GET without. Throws if it is refused. */
  control(name: string, body?: unknown): Promise<unknown>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** Starts a stand-in as a process of its own; the arguments are those of `main.ts`. */
export async function startStandInProcess(args: readonly string[] = []): Promise<StandInProcess> {
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const { url, apiKey, account } = asObject(JSON.parse(await firstLine(child)));
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || !child.kill()) return;
    await once(child, "exit");
  };
  return {
    url: String(url),
    apiKey: String(apiKey),
    account: String(account),
    control: (name, body) => control(`${String(url)}/_stand-in/${name}`, body),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the stand-in has no output");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error("the stand-in ended before it said where it listens");
}

async function control(url: string, body: unknown): Promise<unknown> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(url, init);
  const said: unknown = await response.json();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${JSON.stringify(said)}`);
  return said;
}
