import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openPayoutFile, standardInput } from "../../src/cli/payout-file.ts";
import { parsePayoutRequest } from "../../src/domain/payout-request.ts";
import { collect } from "../cli/collect.ts";

const field = fc.oneof(
  fc.constantFrom("r1", "acct_1", "2500", "25.00", "usd", "", " ", '"', '""', "1e3", "-5", "0x10", "９", "\ud800"),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const line = fc.oneof(fc.array(field, { maxLength: 7 }).map((fields) => fields.join(",")), fc.json(), fc.string());
const ends = fc.constantFrom("\n", "\r\n", "\r", "\n\n");

describe.each([
  ["CSV", "reference,recipientId,amount,currency,description\n"],
  ["JSON Lines", '{"reference":"r0","recipientId":"acct_1","amount":1,"currency":"usd"}\n'],
  ["a file that may be either", ""],
])("%s", (_name, begin) => {
  test("of any text is read without throwing, and no row with something wrong is one that a client sends", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(line, ends), { maxLength: 6 }), async (lines) => {
        const bytes = Buffer.from(begin + lines.map(([text, end]) => text + end).join(""));
        const opened = await openPayoutFile(standardInput, { stdin: Readable.from([bytes]) });
        if (opened.isErr()) {
          expect(opened.error.length).toBeGreaterThan(10);
          return;
        }
        for (const { payout, issues } of await collect(opened.value.rows)) {
          // What the reader alone can tell has to stop the payout at the client, too.
          if (issues.length > 0) expect(parsePayoutRequest(payout).isErr()).toBe(true);
          for (const { path, message } of issues) expect(`${path} ${message}`.length).toBeGreaterThan(8);
        }
      }),
      { numRuns: 200 },
    );
  });
});
