import { printable } from "./printable.ts";

/** Text as it may stand between tags and in quoted attributes; what can't be printed is shown as `\u{…}`. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

/** JSON that may stand in a script element: nothing in it can end the element. */
export function escapeJson(value: unknown): string {
  const json = JSON.stringify(value, (_, entry: unknown) => (typeof entry === "string" ? printable(entry) : entry));
  return json.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}
