import { readFile } from "node:fs/promises";
import { err, ok, type Result } from "../index.ts";

/** Where the secret key may come from. */
export interface KeySources {
  readonly keyFile?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Finds the secret key in the key file or in `STRIPE_SECRET_KEY`; the error says what to do. */
export async function findSecretKey({ keyFile, environment }: KeySources): Promise<Result<string, string>> {
  if (keyFile !== undefined) return readKeyFile(keyFile);
  const key = environment["STRIPE_SECRET_KEY"]?.trim();
  if (key !== undefined && key !== "") return checkKey(key, "STRIPE_SECRET_KEY");
  return err(
    "There is no secret key. Set STRIPE_SECRET_KEY, or name a file that holds the key with --key-file PATH, " +
      "or try things without money with --sandbox.",
  );
}

/** Whether a key moves real money; one that doesn't say it is a test key counts as real. */
export function isLiveKey(key: string): boolean {
  return !/^(?:sk|rk)_test_/.test(key);
}

async function readKeyFile(path: string): Promise<Result<string, string>> {
  try {
    return checkKey((await readFile(path, "utf8")).trim(), path);
  } catch (cause) {
    return err(`The key file ${path} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function checkKey(key: string, source: string): Result<string, string> {
  if (key.startsWith("pk_"))
    return err(`${source} holds a publishable key (pk_…); a secret or restricted key is needed.`);
  return /^[\x21-\x7e]+$/.test(key)
    ? ok(key)
    : err(`${source} doesn't hold a secret key: expected one line without spaces.`);
}
