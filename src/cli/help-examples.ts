/** What stands at the end of each command's help. */
export const helpExamples: Readonly<Record<string, readonly string[]>> = {
  send: [
    "payoutkit send --reference 2026-11:maya --to acct_maya --amount 2500 --currency usd --sandbox",
    "payoutkit send --reference 2026-11:maya --to acct_maya --amount 2500 --currency usd --dry-run",
  ],
  batch: [
    "payoutkit batch payouts.csv --sandbox --dry-run",
    "payoutkit batch payouts.csv --minimum usd=1000 --results results.csv",
    "generate-payouts | payoutkit batch - --yes --json",
    "payoutkit batch payouts.csv --queue --batch-id 2026-11",
  ],
  worker: ["payoutkit worker --rate 25", "payoutkit worker --sandbox --concurrency 10"],
  recover: ["payoutkit recover", "payoutkit recover --namespace shop --store shop.db"],
  balance: ["payoutkit balance", "payoutkit balance --json"],
  status: ["payoutkit status tr_1Mlb2tKZvKYlo2C8", "payoutkit status --reference 2026-11:maya"],
  list: ["payoutkit list --limit 50", "payoutkit list --recipient acct_maya --from 2026-11-01 --to 2026-12-01"],
  summary: [
    "payoutkit summary --interval month --from 2026-01-01",
    "payoutkit summary --currency usd --top 20 --json",
    "payoutkit summary --from 2026-01-01 --html summary.html",
  ],
  sync: ["payoutkit sync", "payoutkit sync --from 2026-08-01"],
  total: ["payoutkit total --recipient acct_maya", "payoutkit total --history store", "payoutkit total --from 2026-11-01 --to 2026-12-01"],
};

/** The examples of a command as text, nothing where it has none. */
export function examplesOf(name: string): string {
  const examples = helpExamples[name] ?? [];
  return examples.length === 0 ? "" : `\nExamples:\n${examples.map((example) => `  ${example}`).join("\n")}`;
}
