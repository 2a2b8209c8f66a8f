import { createHash } from "node:crypto";
import type { CurrencySummary, Money, PayoutSummary, SummaryInterval, SummaryRequest } from "../index.ts";
import { escapeHtml, escapeJson } from "./escape-html.ts";
import { type DecimalsOf, formatCount, formatMoney, plural } from "./format-money.ts";
import type { PageCurrency, PageData } from "./page-data.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import { tableHtml } from "./page-table.ts";

/** What a page is made of. */
export interface PageContent {
  readonly summary: Pick<PayoutSummary, "count" | "currencies">;
  readonly request: SummaryRequest & { readonly interval: SummaryInterval };
  readonly decimalsOf: DecimalsOf;
  readonly madeAt: Date;
}

/** How every page begins. */
export const pageStart = "<!doctype html>\n<!-- payoutkit summary -->\n";

/** The summary as one page that needs nothing beside itself; it allows itself no network. */
export function summaryPage(content: PageContent, script: string = pageScript): string {
  const policy = [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `${pageStart}<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Payout summary</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
${mainHtml(content)}
</main>
<script type="application/json" id="data">${escapeJson(pageData(content))}</script>
<script>${script}</script>
</body>
</html>
`;
}

function digestOf(script: string): string {
  return `sha256-${createHash("sha256").update(script).digest("base64")}`;
}

function mainHtml(content: PageContent): string {
  const { summary } = content;
  const head = `<h1>Payout summary</h1>\n<p class="quiet">${escapeHtml(scopeText(content))}</p>`;
  if (summary.currencies.length === 0) return `${head}\n<p>Nothing was paid.</p>`;
  const cards = summary.currencies.map((currency) => cardHtml(currency, content));
  const sections = summary.currencies.map((currency) => sectionHtml(currency, content));
  return [head, `<ul class="totals">${cards.join("")}</ul>`, ...sections].join("\n");
}

function scopeText({ summary, request, madeAt }: PageContent): string {
  const { from, to, recipientId, currency, origin } = request;
  const parts = [
    plural(summary.count, "transfer"),
    ...(from === undefined ? [] : [`from ${timeText(from)}`]),
    ...(to === undefined ? [] : [`before ${timeText(to)}`]),
    ...(recipientId === undefined ? [] : [`to ${recipientId}`]),
    ...(currency === undefined ? [] : [`in ${currency}`]),
    ...(origin === undefined ? [] : [origin === "payoutkit" ? "sent by payoutkit" : "not sent by payoutkit"]),
  ];
  return `${parts.join(", ")}. Made ${timeText(madeAt)}; times are in UTC.`;
}

function timeText(time: Date): string {
  const text = time.toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
}

function cardHtml({ currency, net, count, recipientCount }: CurrencySummary, content: PageContent): string {
  const counts = `${plural(count, "transfer")} to ${plural(recipientCount, "recipient")}`;
  const total = escapeHtml(moneyOf(content)({ amount: net, currency }));
  return `<li><a href="#${escapeHtml(currency)}">${escapeHtml(currency)}</a><strong>${total}</strong><span class="quiet">${counts}</span></li>`;
}

function sectionHtml(summary: CurrencySummary, content: PageContent): string {
  const { currency } = summary;
  const money = (amount: number): string => moneyOf(content)({ amount, currency });
  const sums = (["net", "gross", "reversed", "average", "smallest", "largest"] as const).map(
    (name) => `<div><dt>${name}</dt><dd>${escapeHtml(money(summary[name]))}</dd></div>`,
  );
  return `<section aria-labelledby="${escapeHtml(currency)}">
<h2 id="${escapeHtml(currency)}">${escapeHtml(currency)}</h2>
<dl>${sums.join("")}</dl>
<div class="charts">
${figureHtml("timeline", `Net paid, by ${content.request.interval}`, currency, "wide")}
${figureHtml("recipients", "Who got most", currency)}
${figureHtml("statuses", "Statuses", currency)}
</div>
${recipientsHtml(summary, money)}
<details><summary>Every ${content.request.interval} in ${escapeHtml(currency)}, as a table</summary>
${timelineHtml(summary, money)}
</details>
</section>`;
}

function figureHtml(kind: string, caption: string, currency: string, className = ""): string {
  return `<figure data-chart="${kind}" data-currency="${escapeHtml(currency)}" class="${className}"><figcaption>${caption}</figcaption><div></div></figure>`;
}

function recipientsHtml(summary: CurrencySummary, money: (amount: number) => string): string {
  const { currency, topRecipients, recipientCount, net } = summary;
  const shown = topRecipients.length === recipientCount ? "all" : `the first ${formatCount(topRecipients.length)} of`;
  const rows = topRecipients.map(({ recipientId, count, net: got }) => [
    { text: recipientId },
    { text: formatCount(count), value: count },
    { text: money(got), value: got },
    { text: net === 0 ? "" : `${((got / net) * 100).toFixed(1)} %`, value: got },
  ]);
  const caption = `Recipients in ${currency}: ${shown} ${formatCount(recipientCount)}`;
  return tableHtml({ caption, head: ["Recipient", "Transfers", "Net", "Share"], rows });
}

function timelineHtml({ currency, timeline }: CurrencySummary, money: (amount: number) => string): string {
  const rows = timeline.map(({ start, count, net }) => [
    { text: start },
    { text: formatCount(count), value: count },
    { text: money(net), value: net },
  ]);
  return tableHtml({ caption: `Net paid over time in ${currency}`, head: ["From", "Transfers", "Net"], rows });
}

function moneyOf({ decimalsOf }: PageContent): (money: Money) => string {
  return (money) => formatMoney(money, decimalsOf);
}

function pageData({ summary, request, decimalsOf }: PageContent): PageData {
  const currencies = summary.currencies.map(({ currency, timeline, topRecipients, byStatus }): PageCurrency => {
    const statuses = Object.entries(byStatus).map(([status, count]) => ({ status, count }));
    return { currency, decimals: decimalsOf(currency), timeline, topRecipients, statuses: statuses.filter(({ count }) => count > 0) };
  });
  return { interval: request.interval, currencies };
}
