import { expect, test } from "vitest";
import { findSecretKey, isLiveKey } from "../../src/cli/secret-key.ts";
import { assertErr, assertOk } from "../../src/testing/assert.ts";
import { temporaryDirectory, temporaryFile } from "./temporary-directory.ts";

test("the key comes from the environment", async () => {
  const found = await findSecretKey({ environment: { STRIPE_SECRET_KEY: " sk_test_a \n" } });
  expect(assertOk(found)).toBe("sk_test_a");
});

test("a key file goes before the environment", async () => {
  const keyFile = temporaryFile("rk_live_b\n", "key");
  const found = await findSecretKey({ keyFile, environment: { STRIPE_SECRET_KEY: "sk_test_a" } });
  expect(assertOk(found)).toBe("rk_live_b");
});

test("without a key the message says what to do", async () => {
  const message = assertErr(await findSecretKey({ environment: { STRIPE_SECRET_KEY: "" } }));
  expect(message).toMatch(/STRIPE_SECRET_KEY.*--key-file.*--sandbox/);
});

test("what isn't a secret key is refused and never shown", async () => {
  const publishable = assertErr(await findSecretKey({ environment: { STRIPE_SECRET_KEY: "pk_live_x" } }));
  expect(publishable).toContain("publishable key");
  const twoLines = assertErr(
    await findSecretKey({ keyFile: temporaryFile("sk_live_one\nsk_live_two", "key"), environment: {} }),
  );
  expect(twoLines).toContain("doesn't hold a secret key");
  expect(publishable + twoLines).not.toMatch(/pk_live_x|sk_live_one/);
});

test("a key file that can't be read is named", async () => {
  const keyFile = `${temporaryDirectory()}/none`;
  expect(assertErr(await findSecretKey({ keyFile, environment: {} }))).toContain(keyFile);
});

test("a key counts as live unless it says that it is a test key", () => {
  const live = ["sk_test_a", "rk_test_a", "sk_live_a", "rk_live_a", "another"].map(isLiveKey);
  expect(live).toEqual([false, false, true, true, true]);
});
