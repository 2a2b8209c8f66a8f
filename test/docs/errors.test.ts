import { expect, test } from "vitest";
import { PayoutError } from "../../src/domain/errors.ts";
import manifest from "../../package.json" with { type: "json" };
import { pageText } from "./pages.ts";

const codes = [...pageText("docs/errors.md").matchAll(/^## ([A-Z_]+)$/gm)].map(([, code = ""]) => code);

test("an error of each code says where the package explains it, and it does", () => {
  expect(codes).toHaveLength(7);
  for (const code of codes) {
    const error = new PayoutError({ code: code as "TRANSFER_FAILED", outcome: "not_created", reason: "declined", details: { providerCode: null }, message: "" });
    expect(error.docs).toBe(`payoutkit/docs/errors.md#${code.toLowerCase()}`);
  }
});

test("the package has the page at that path", () => {
  expect(manifest.files).toContain("docs/*.md");
});
