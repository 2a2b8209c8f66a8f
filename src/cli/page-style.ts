/** The style of the summary's page: light and dark, wide and narrow, on the screen and on paper. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --back: #ffffff; --card: #f5f6f8; --text: #1b1f24; --quiet: #57606a; --line: #c9d1d9; --grid: #e3e7eb;
  --bar: #2563b0; --focus: #0a58ca;
  --status-paid: #1a7f37; --status-pending: #6e7781; --status-partially_reversed: #b35900; --status-reversed: #8250df;
  --status-failed: #cf222e; --status-unrecognized: #57606a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #0f1318; --card: #1a2028; --text: #e8ecf1; --quiet: #a3adb8; --line: #3b444f; --grid: #2a323c;
    --bar: #6ea8fe; --focus: #8cbcff;
    --status-paid: #3fb950; --status-pending: #9aa4ae; --status-partially_reversed: #e3a04f; --status-reversed: #b794f6;
    --status-failed: #ff7b72; --status-unrecognized: #a3adb8;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 0.25rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 0.75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 0.5rem; }
p { margin: 0 0 1rem; }
.quiet { color: var(--quiet); }
.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0.75rem; padding: 0; margin: 1.25rem 0 0; list-style: none; }
.totals li { background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.75rem 1rem; }
.totals strong { display: block; font-size: 1.3rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
a { color: inherit; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: 0.5rem 1rem; margin: 0 0 1.25rem; }
dt { color: var(--quiet); font-size: 0.875rem; }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; }
@media (min-width: 48rem) { .charts { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); } .charts .wide { grid-column: 1 / -1; } }
figure { margin: 0; min-width: 0; }
figcaption { font-weight: 600; margin-bottom: 0.5rem; }
figure svg { --plot-background: var(--card); display: block; }
details { margin-top: 1rem; }
summary { cursor: pointer; padding: 0.25rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 0.25rem 0; }
th, td { text-align: left; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--grid); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
.id { overflow-wrap: anywhere; min-width: 8rem; }
th button { all: unset; cursor: pointer; font-weight: 600; }
th button::after { content: " \\2195"; color: var(--quiet); }
th[aria-sort="ascending"] button::after { content: " \\2191"; color: inherit; }
th[aria-sort="descending"] button::after { content: " \\2193"; color: inherit; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
@media (max-width: 30rem) { table { font-size: 0.875rem; } .id { min-width: 7rem; } th:nth-child(4), td:nth-child(4) { display: none; } }
@media print {
  :root {
    color-scheme: light;
    --back: #ffffff; --card: #ffffff; --text: #000000; --quiet: #444444; --line: #999999; --grid: #cccccc; --bar: #2563b0;
    --status-paid: #1a7f37; --status-pending: #6e7781; --status-partially_reversed: #b35900; --status-reversed: #8250df;
    --status-failed: #cf222e; --status-unrecognized: #57606a;
  }
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  figure, .totals li, tr { break-inside: avoid; }
  h2, h3, figcaption, caption { break-after: avoid; }
  th button::after { content: ""; }
  thead { display: table-header-group; }
}
`;
