import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A directory that is gone when the test ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "payoutkit-cli-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes a file into a temporary directory and returns its path. */
export function temporaryFile(content: string | Uint8Array, name = "payouts.csv"): string {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, content);
  return path;
}
