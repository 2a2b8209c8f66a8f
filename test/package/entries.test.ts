import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installPacked, run } from "./packed.ts";

const packed = installPacked();

const names: Record<string, readonly string[]> = {
  payoutkit: [
    "PayoutClient",
    "PayoutError",
    "ResultAsync",
    "acceptAlreadyPaid",
    "amountIn",
    "err",
    "errAsync",
    "groupEarnings",
    "isPaidBy",
    "isPayoutError",
    "ok",
    "okAsync",
    "safeTry",
  ],
  "payoutkit/stripe": ["stripeProvider", "stripeWebhook"],
  "payoutkit/sandbox": ["sandboxProvider"],
  "payoutkit/memory": ["memoryStore"],
  "payoutkit/sqlite": ["sqliteStore"],
  "payoutkit/postgres": ["postgresRateLimiter", "postgresStore"],
  "payoutkit/pg-boss": ["payoutQueue", "startBoss"],
  "payoutkit/testing": ["assertErr", "assertOk", "providerConformance", "storeConformance", "testClock"],
};
const entries = Object.entries(names);

const payTwice = `
  const client = new PayoutClient({
    provider: sandboxProvider({ balance: { usd: 10000 } }),
    store: sqliteStore({ path: process.argv[1] + ".db" }),
  });
  const payout = { reference: "2026-11:member_42", recipientId: "acct_sandbox_1", amount: 2500, currency: "usd" };
  const pay = async () => {
    const first = await client.sendPayout(payout);
    const second = await client.sendPayout(payout);
    await client.close();
    const failure = first.isErr() ? first.error : second.isErr() ? second.error : null;
    console.log(first.isOk() && first.value.status, isPayoutError(failure) && failure.code);
  };
`;

test.each(entries)("%s gives its exports to import", (entry, wanted) => {
  const program = `import * as all from "${entry}"; console.log(JSON.stringify(Object.keys(all)));`;
  expect(JSON.parse(run(packed, "names.mjs", program))).toEqual(expect.arrayContaining([...wanted]));
});

test.each(entries)("%s gives its exports to require", (entry, wanted) => {
  const program = `console.log(JSON.stringify(Object.keys(require("${entry}"))));`;
  expect(JSON.parse(run(packed, "names.cjs", program))).toEqual(expect.arrayContaining([...wanted]));
});

test("payoutkit/cli gives its commands to import", () => {
  const program = `import * as all from "payoutkit/cli"; console.log(JSON.stringify(Object.keys(all)));`;
  expect(JSON.parse(run(packed, "cli.mjs", program))).toEqual(
    expect.arrayContaining([
      "balanceCommand",
      "batchPayoutCommand",
      "getTransferStatusCommand",
      "listPayoutsCommand",
      "payoutSummaryCommand",
      "recoverCommand",
      "sendPayoutCommand",
      "totalPaidCommand",
    ]),
  );
});

test("a payout is paid once from an ES module", () => {
  const program = `
    import { isPayoutError, PayoutClient } from "payoutkit";
    import { sandboxProvider } from "payoutkit/sandbox";
    import { sqliteStore } from "payoutkit/sqlite";
    ${payTwice}
    await pay();`;
  expect(run(packed, "pay.mjs", program)).toBe("paid ALREADY_PAID");
});

test("a payout is paid once from CommonJS", () => {
  const program = `
    const { isPayoutError, PayoutClient } = require("payoutkit");
    const { sandboxProvider } = require("payoutkit/sandbox");
    const { sqliteStore } = require("payoutkit/sqlite");
    ${payTwice}
    void pay();`;
  expect(run(packed, "pay.cjs", program)).toBe("paid ALREADY_PAID");
});

test("an error of one module format is recognised by the other", () => {
  const program = `
    import { createRequire } from "node:module";
    import { isPayoutError } from "payoutkit";
    const { PayoutError } = createRequire(import.meta.url)("payoutkit");
    const details = { recipientId: "acct_1" };
    const init = { code: "INVALID_RECIPIENT", outcome: "not_created", reason: "malformed", details, message: "" };
    console.log(isPayoutError(new PayoutError(init), "INVALID_RECIPIENT"));`;
  expect(run(packed, "formats.mjs", program)).toBe("true");
});

test("the binary tells its commands", () => {
  const binary = join(packed.project, "node_modules/payoutkit/dist/cli/bin.js");
  const help = execFileSync(process.execPath, [binary, "--help"], { encoding: "utf8" });
  const commands = ["balance", "send", "list", "status", "summary", "total", "batch", "recover"];
  expect(commands.filter((command) => !help.includes(command))).toEqual([]);
});
