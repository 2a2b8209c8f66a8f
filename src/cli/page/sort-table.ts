/** Lets the heads of a table sort it; each head holds a button, so the keyboard works too. */
export function makeSortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  if (body === undefined) return;
  const heads = [...table.querySelectorAll("thead th")];
  heads.forEach((head, column) => {
    head.querySelector("button")?.addEventListener("click", () => {
      const direction = nextDirection(head.getAttribute("aria-sort"), isNumeric(body, column));
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", direction);
      sortRows(body, column, direction === "descending" ? -1 : 1);
    });
  });
}

/** Numbers begin with the largest and texts with the first letter; each further press turns the order round. */
function nextDirection(before: string | null, isNumber: boolean): "ascending" | "descending" {
  if (before === null) return isNumber ? "descending" : "ascending";
  return before === "descending" ? "ascending" : "descending";
}

function sortRows(body: HTMLTableSectionElement, column: number, sign: 1 | -1): void {
  const rows = [...body.rows];
  rows.sort((left, right) => sign * compare(left.cells[column], right.cells[column]));
  body.append(...rows);
}

function compare(left: HTMLTableCellElement | undefined, right: HTMLTableCellElement | undefined): number {
  const [leftNumber, rightNumber] = [left?.dataset["value"], right?.dataset["value"]];
  if (leftNumber !== undefined && rightNumber !== undefined) return Number(leftNumber) - Number(rightNumber);
  return (left?.textContent ?? "").localeCompare(right?.textContent ?? "", "en", { numeric: true });
}

function isNumeric(body: HTMLTableSectionElement, column: number): boolean {
  return body.rows[0]?.cells[column]?.dataset["value"] !== undefined;
}
