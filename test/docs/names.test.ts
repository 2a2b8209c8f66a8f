import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { makeProgram } from "../../src/cli/program.ts";
import { PayoutClient } from "../../src/index.ts";
import { sandboxScenarios } from "../../src/providers/sandbox/index.ts";
import { payoutStates } from "../../src/domain/payout-record.ts";
import { pageText, root } from "./pages.ts";

describe("the docs name", () => {
  test("every method of the client, in the README", () => {
    const methods = Object.getOwnPropertyNames(PayoutClient.prototype).filter((name) => name !== "constructor");
    expect(missing("README.md", methods.map((name) => `${name}(`))).toEqual([]);
  });

  test("every option of the client", () => {
    const options = membersOf("src/client-options.ts", "PayoutClientOptions");
    expect(missing("docs/getting-started.md", options)).toEqual([]);
  });

  test("every error code, in the README and with a heading of its own", () => {
    const codes = membersOf("src/domain/errors.ts", "PayoutErrorTable");
    expect(codes).toHaveLength(7);
    expect(missing("README.md", codes)).toEqual([]);
    expect(missing("docs/errors.md", codes.map((code) => `## ${code}\n`))).toEqual([]);
  });

  test("every reason of every error code", () => {
    expect(missing("docs/errors.md", textsIn("src/domain/errors.ts", ["ApiErrorReason", "PayoutErrorTable"]))).toEqual([]);
  });

  test("every event", () => {
    const types = textsIn("src/domain/events.ts", ["PayoutEvent"]).filter((text) => text.includes("."));
    expect(types).toContain("alarm.duplicate_transfer");
    expect(missing("docs/production.md", types)).toEqual([]);
  });

  test("every state of a payout", () => {
    expect(missing("docs/exactly-once.md", payoutStates)).toEqual([]);
  });

  test("every method, option and state of the queue", () => {
    const methods = [...declarationOf("src/queues/payouts/payout-queue.ts", "PayoutQueue").matchAll(/^  (\w+)\(/gm)];
    const options = membersOf("src/queues/pg-boss/options.ts", "PayoutQueueOptions");
    const states = textsIn("src/ports/queue-ledger.ts", ["QueuedState"]);
    const names = [...methods.map(([, name = ""]) => `\`${name}(`), ...options, ...states].map(String);
    expect(names.length).toBeGreaterThan(20);
    expect(missing("docs/many-machines.md", names)).toEqual([]);
  });

  test("every scenario of the sandbox", () => {
    expect(missing("docs/testing.md", sandboxScenarios)).toEqual([]);
  });

  test("every command and option of the command line", () => {
    const program = makeProgram(async () => undefined, () => undefined);
    expect(missing("docs/cli.md", program.commands.flatMap(wordsOf))).toEqual([]);
  });
});

function wordsOf(command: Command): string[] {
  return [command.name(), ...command.options.flatMap(({ long }) => (long == null ? [] : [long]))];
}

function missing(path: string, names: readonly string[]): string[] {
  const text = pageText(path);
  return names.filter((name) => !text.includes(name));
}

function membersOf(path: string, name: string): string[] {
  return [...declarationOf(path, name).matchAll(/^  (?:readonly )?(\w+)\??:/gm)].map(([, member = ""]) => member);
}

/** Every text that stands as a type in these declarations. */
function textsIn(path: string, names: readonly string[]): string[] {
  const declarations = names.map((name) => declarationOf(path, name)).join("");
  return [...declarations.matchAll(/"([\w.]+)"/g)].map(([, text = ""]) => text);
}

function declarationOf(path: string, name: string): string {
  const text = readFileSync(join(root, path), "utf8");
  const [declaration] = new RegExp(`^export (?:interface|type) ${name}\\b[^]*?(?=^/\\*\\*|^export )`, "m").exec(text) ?? [];
  if (declaration === undefined) throw new Error(`${path} declares no ${name}`);
  return declaration;
}
