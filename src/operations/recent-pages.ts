import type { PageSpan } from "./transfer-pages.ts";

/** What is on a page has an id by which it comes once. */
interface HasId {
  readonly id: string;
}

/**
 * Tells what is new on a page from what stood on the last few thousand places before it: pages may shift, but not far.
 * A transfer keeps its time, so a page is held only against those that share some of its own.
 */
export class RecentPages {
  readonly #pages: { readonly span: PageSpan; readonly ids: ReadonlySet<string> }[] = [];
  #size = 0;

  /** What of a page wasn't seen lately; from now on it was. */
  takeNew<T extends HasId>(entries: readonly T[], span: PageSpan | null): readonly T[] {
    if (span === null) return entries;
    const others = this.#pages.filter((other) => other.span.oldestMs <= span.newestMs && span.oldestMs <= other.span.newestMs);
    const ids = new Set(entries.map(({ id }) => id));
    this.#keep(span, ids);
    if (others.length === 0 && ids.size === entries.length) return entries;
    const left = new Set(ids);
    return entries.filter(({ id }) => left.delete(id) && !others.some((other) => other.ids.has(id)));
  }

  #keep(span: PageSpan, ids: ReadonlySet<string>): void {
    this.#pages.push({ span, ids });
    this.#size += ids.size;
    while (this.#size > mostIds) this.#size -= this.#pages.shift()?.ids.size ?? 0;
  }
}

const mostIds = 5_000;
