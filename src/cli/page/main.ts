import type { PageCurrency, PageData } from "../page-data.ts";
import { recipientsChart, statusesChart, timelineChart } from "./charts.ts";
import { makeSortable } from "./sort-table.ts";

const data = readData();
for (const figure of document.querySelectorAll<HTMLElement>("figure[data-chart]")) keepDrawn(figure);
for (const table of document.querySelectorAll("table")) makeSortable(table);
openForPrinting();

function readData(): PageData {
  const text = document.querySelector("#data")?.textContent ?? "";
  const parsed: PageData = JSON.parse(text);
  return parsed;
}

/** Draws a chart as wide as its figure, and again when that changes. */
function keepDrawn(figure: HTMLElement): void {
  const currency = data.currencies.find((candidate) => candidate.currency === figure.dataset["currency"]);
  const place = figure.querySelector("div");
  if (currency === undefined || place === null) return;
  let drawnWidth = 0;
  new ResizeObserver(() => {
    const width = Math.floor(place.clientWidth);
    if (width === drawnWidth || width === 0) return;
    drawnWidth = width;
    place.replaceChildren(draw(figure.dataset["chart"], currency, width));
  }).observe(place);
}

function draw(kind: string | undefined, currency: PageCurrency, width: number): Element {
  switch (kind) {
    case "timeline":
      return timelineChart(currency, data.interval, width);
    case "recipients":
      return recipientsChart(currency, width);
    default:
      return statusesChart(currency, width);
  }
}

/** What is folded on the screen can't be unfolded on paper. */
function openForPrinting(): void {
  const folded = document.querySelectorAll("details");
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    opened = [...folded].filter((details) => !details.open);
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}
