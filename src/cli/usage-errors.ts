import type { Command } from "commander";
import type { ClientFlags } from "./open-client.ts";
import { postgresName } from "./open-store.ts";

/**
 * Ends a command that lacks a flag, naming every one that is missing. Commander's own required options are checked
 * before it looks for unknown ones, so that a misspelt flag would be told as missing and its spelling never.
 */
export function demandFlags(command: Command, names: readonly string[]): void {
  const given: Readonly<Record<string, unknown>> = command.opts();
  const missing = names.filter((name) => given[name] === undefined).map((name) => `--${name}`);
  if (missing.length > 0) command.error(`error: ${command.name()} needs ${missing.join(", ")}`);
}

/** Ends a command whose flag makes sense only beside another. */
export function needsFlag(command: Command, flag: string, other: string): never {
  command.error(`error: ${flag} means nothing without ${other}`);
}

/** Ends a command that lacks its argument. */
export function missingArgument(command: Command, what: string): never {
  const { sandbox } = command.opts<ClientFlags>();
  const hint =
    typeof sandbox === "string"
      ? ` (${JSON.stringify(sandbox)} was read as the path of --sandbox: write it before --sandbox)`
      : "";
  command.error(`error: name ${what}${hint}`);
}

/** Ends a queue's command that names another store than the queue's own. */
export function demandQueueStore(command: Command): void {
  const { store } = command.opts<ClientFlags>();
  if (command.getOptionValueSource("store") === "default" || store === postgresName) return;
  command.error("error: --queue keeps its records in the database of DATABASE_URL: leave out --store");
}
