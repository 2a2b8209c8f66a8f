import type { Command, Option } from "commander";

/**
 * Ends a command to which a value is given twice, whatever the values are, by one name or by two: commander takes the
 * last one, and nobody can tell which was meant. What is `repeatable` may come again.
 */
export function refuseRepeats(command: Command, repeatable: readonly string[]): void {
  for (const { name, names } of valueOptions(command)) {
    if (repeatable.includes(name)) continue;
    let before: string | null = null;
    command.on(`option:${name}`, (value: string | null) => {
      const given = value === null ? "no value" : JSON.stringify(value);
      if (before !== null) command.error(`error: ${names} is given twice, with ${before} and with ${given}: give it once`);
      before = given;
    });
  }
}

function valueOptions(command: Command): { readonly name: string; readonly names: string }[] {
  const options = command.options.filter((option) => !option.isBoolean());
  return options.map((option) => ({ name: option.name(), names: namesOf(option) }));
}

function namesOf({ long, short }: Option): string {
  return [long, short].filter((name) => name !== undefined).join(" or ");
}
