import { err, ok, type Result } from "neverthrow";
import type { Issue } from "./errors.ts";
import { describe } from "./payout-request.ts";

/** One of a few words; the error lists them, and names the one that was likely meant. */
export function parseWord<W extends string>(words: readonly W[], value: unknown): Result<W, string> {
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return ok(word);
  const meant = typeof value === "string" ? nearestWord(words, value) : null;
  return err(`expected one of ${words.join(", ")}, got ${describe(value)}${meant === null ? "" : `; did you mean ${meant}?`}`);
}

/**
 * What is wrong with the names of an object's fields. One that is misspelt would be left out in silence, a filter for
 * instance; one that is undefined is as good as left out.
 */
export function unknownFields(fields: Readonly<Record<string, unknown>>, known: readonly string[]): Issue[] {
  const unknown = Object.keys(fields).filter((name) => !known.includes(name) && fields[name] !== undefined);
  return unknown.map((name) => {
    const meant = nearestWord(known, name);
    const hint = meant === null ? `expected ${known.join(", ")}` : `did you mean ${meant}?`;
    return { path: name, message: `isn't known here; ${hint}` };
  });
}

/** The word that is most like a text, `null` if none is near. */
function nearestWord<W extends string>(words: readonly W[], text: string): W | null {
  const wanted = text.slice(0, longestWord).toLowerCase();
  const [nearest] = words
    .map((word) => ({ word, distance: distanceOf(word.toLowerCase(), wanted) }))
    .filter(({ word, distance }) => distance <= Math.max(word.length, wanted.length) * mostChanged)
    .sort((left, right) => left.distance - right.distance);
  return nearest?.word ?? null;
}

const longestWord = 40;
const mostChanged = 0.4;

/** How many letters have to be added, left out or changed. */
function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (const [place, letter] of [...left].entries()) {
    const above = row;
    row = [place + 1];
    for (const [column, other] of [...right].entries()) {
      const [corner = 0, over = 0] = above.slice(column, column + 2);
      row.push(Math.min(over + 1, (row[column] ?? 0) + 1, corner + (letter === other ? 0 : 1)));
    }
  }
  return row.at(-1) ?? 0;
}
