import { axisX, axisY, barX, gridY, plot, rectY, ruleX, ruleY, text } from "@observablehq/plot";
import type { PageCurrency, PageData } from "../page-data.ts";
import { bucketEnd } from "./bucket-end.ts";

type Chart = ReturnType<typeof plot>;

/** What was paid over time: a bar for each bucket. */
export function timelineChart(data: PageCurrency, interval: PageData["interval"], width: number): Chart {
  const { currency, decimals, timeline } = data;
  const buckets = timeline.map(({ start, net, count }) => ({
    from: new Date(`${start}T00:00:00Z`),
    to: bucketEnd(start, interval),
    amount: toMajor(net, decimals),
    title: `${start}\n${amountText(net, data)}\n${countText(count)}`,
  }));
  return plot({
    ...look(width, 240),
    marginLeft: 56,
    ariaLabel: `Net paid in ${currency} for each ${interval}`,
    x: { type: "utc", label: null },
    y: { label: currency, zero: true },
    marks: [
      gridY({ stroke: "var(--grid)", strokeOpacity: 1 }),
      axisX({ ticks: Math.max(2, Math.floor(width / 110)), tickSize: 0 }),
      axisY({ tickFormat: "~s", ticks: 5, tickSize: 0 }),
      rectY(buckets, { x1: "from", x2: "to", y: "amount", title: "title", fill: "var(--bar)", insetLeft: 1, tip: true }),
      ruleY([0], { stroke: "currentColor" }),
    ],
  });
}

/** Who got most: a bar for each recipient, its amount beside it. */
export function recipientsChart(data: PageCurrency, width: number): Chart {
  const { currency, decimals } = data;
  const marginLeft = Math.min(200, Math.round(width * 0.38));
  const rows = data.topRecipients.slice(0, mostBars).map(({ recipientId, net, count }, place) => ({
    place,
    label: shortened(recipientId, Math.floor(marginLeft / 9)),
    amount: toMajor(net, decimals),
    amountText: amountText(net, data),
    title: `${recipientId}\n${amountText(net, data)}\n${countText(count)}`,
  }));
  return plot({
    ...look(width, rowHeight * rows.length + 8),
    ...bandMargins,
    marginLeft,
    marginRight: Math.min(110, Math.round(width * 0.3)),
    ariaLabel: `The recipients who got most in ${currency}`,
    x: { axis: null },
    // The place and not the name is the row, so that two names that are shortened alike stay two rows.
    y: { type: "band", label: null, tickFormat: (place: number) => rows[place]?.label ?? "", tickSize: 0 },
    marks: [
      barX(rows, { y: "place", x: "amount", title: "title", fill: "var(--bar)", insetTop: 3, insetBottom: 3, tip: true }),
      text(rows, { y: "place", x: "amount", text: "amountText", textAnchor: "start", dx: 6 }),
      ruleX([0], { stroke: "currentColor" }),
    ],
  });
}

/** How many transfers have which status. */
export function statusesChart(data: PageCurrency, width: number): Chart {
  const rows = data.statuses.map((row) => ({ ...row, fill: `var(--status-${row.status})`, label: row.status.replaceAll("_", " ") }));
  return plot({
    ...look(width, rowHeight * rows.length + 8),
    ...bandMargins,
    marginLeft: 130,
    marginRight: 60,
    ariaLabel: `Transfers in ${data.currency} by status`,
    x: { axis: null },
    y: { type: "band", domain: rows.map(({ label }) => label), label: null, tickSize: 0 },
    marks: [
      barX(rows, { y: "label", x: "count", fill: "fill", insetTop: 3, insetBottom: 3 }),
      text(rows, { y: "label", x: "count", text: ({ count }: { count: number }) => grouped(count), textAnchor: "start", dx: 6 }),
      ruleX([0], { stroke: "currentColor" }),
    ],
  });
}

const rowHeight = 30;
const bandMargins = { marginTop: 4, marginBottom: 4 };
const mostBars = 10;

function look(width: number, height: number) {
  return { width, height, style: { fontSize: "13px", overflow: "visible" }, className: "chart" };
}

function toMajor(amount: number, decimals: number): number {
  return amount / 10 ** decimals;
}

function amountText(amount: number, { decimals, currency }: PageCurrency): string {
  const format = new Intl.NumberFormat("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return `${format.format(toMajor(amount, decimals))} ${currency}`;
}

function countText(count: number): string {
  return `${grouped(count)} transfer${count === 1 ? "" : "s"}`;
}

function grouped(count: number): string {
  return new Intl.NumberFormat("en").format(count);
}

/** Shortens a long id in its middle, because ids begin alike. */
function shortened(label: string, most: number): string {
  const letters = [...label];
  if (letters.length <= most) return label;
  const tail = Math.floor((most - 1) / 2);
  return `${letters.slice(0, most - 1 - tail).join("")}…${letters.slice(letters.length - tail).join("")}`;
}
