import { escapeHtml } from "./escape-html.ts";

/** A table of the page; the page's script sorts it by its heads. */
export interface PageTable {
  readonly caption: string;
  readonly head: readonly string[];
  /** A cell with a `value` holds a number, by which it is sorted. */
  readonly rows: readonly (readonly { readonly text: string; readonly value?: number }[])[];
}

/** A table as HTML, in a frame of its own that scrolls where the page is too narrow. */
export function tableHtml({ caption, head, rows }: PageTable): string {
  const isNumber = head.map((_, column) => rows[0]?.[column]?.value !== undefined);
  const heads = head.map(
    (name, column) =>
      `<th scope="col"${isNumber[column] === true ? ' class="number"' : ""}><button type="button">${escapeHtml(name)}</button></th>`,
  );
  const label = escapeHtml(caption);
  return `<div class="scroll" role="region" aria-label="${label}" tabindex="0">
<table>
<caption class="quiet">${label}</caption>
<thead><tr>${heads.join("")}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${row.map(cellHtml).join("")}</tr>`).join("\n")}
</tbody>
</table>
</div>`;
}

function cellHtml({ text, value }: { readonly text: string; readonly value?: number }): string {
  const content = escapeHtml(text);
  return value === undefined ? `<td class="id">${content}</td>` : `<td class="number" data-value="${value}">${content}</td>`;
}
