import { registerHooks } from "node:module";
import type { Change, Mutant } from "./mutant.ts";

const sources = new URL("../../../src/", import.meta.url);

/** Makes this thread load the sources with a mistake in them. It has to come before the sources are loaded. */
export function plant(mutant: Mutant): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const changes = mutant.changes.filter(({ file }) => new URL(file, sources).href === url);
      if (changes.length === 0) return loaded;
      return { ...loaded, source: changes.reduce(applyChange, String(loaded.source)) };
    },
  });
}

/** A text with one place changed; throws unless there is exactly one such place. */
export function applyChange(text: string, { file, find, replace }: Change): string {
  const places = text.split(find).length - 1;
  if (places !== 1) throw new Error(`${file} has ${places} places where the mutant expects one: ${find}`);
  return text.replace(find, () => replace);
}
