import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inFolder, runExample } from "./example.ts";

test("the monthly job pays once, carries what is below the minimum, and pays it when it has grown", async () => {
  await inFolder(async (folder) => {
    const carried = "carried: 300 usd of acct_noor\n";
    expect(await runExample("monthly-cron", folder, "2026-10")).toEqual({ code: 0, stdout: `2026-10: 2 paid, 0 already paid, 0 failed, 0 unknown, 0 not started\n${carried}` });
    expect(await runExample("monthly-cron", folder, "2026-10")).toEqual({ code: 0, stdout: `2026-10: 0 paid, 2 already paid, 0 failed, 0 unknown, 0 not started\n${carried}` });

    const books = new DatabaseSync(join(folder, "books.db"));
    books.exec("INSERT INTO earnings VALUES ('sale_990', 'acct_noor', 700, NULL, 0)");
    expect((await runExample("monthly-cron", folder, "2026-11")).stdout).toBe("2026-11: 1 paid, 0 already paid, 0 failed, 0 unknown, 0 not started\n");
    expect(books.prepare("SELECT count(*) AS open FROM earnings WHERE paid = 0").get()).toEqual({ open: 0 });
    books.close();
  });
});

test("the monthly job that died before it marked its earnings finds them paid", async () => {
  await inFolder(async (folder) => {
    await runExample("monthly-cron", folder, "2026-10");
    const books = new DatabaseSync(join(folder, "books.db"));
    books.exec("UPDATE earnings SET paid = 0");
    expect((await runExample("monthly-cron", folder, "2026-11")).stdout).toMatch(/^2026-11: 0 paid, 2 already paid/);
    books.close();
  });
});
