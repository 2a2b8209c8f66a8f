import type { Stats } from "node:fs";
import { access, constants, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { type Result, ResultAsync, err, ok } from "neverthrow";
import type { StoreFailure } from "../../ports/payout-store.ts";
import { storeFailure } from "../sql/store-failure.ts";
import { networkDiskName } from "./network-disk.ts";

/** Whether a database can live at a path, as far as can be told without opening it. */
export function checkPlace(path: string): ResultAsync<void, StoreFailure> {
  return new ResultAsync(findProblem(path));
}

async function findProblem(path: string): Promise<Result<void, StoreFailure>> {
  if (path === "" || path === ":memory:") {
    return unusable(
      `the sqlite store needs the path of a file, got ${JSON.stringify(path)}; use memoryStore() to keep nothing`,
    );
  }
  const folder = dirname(path);
  const [file, parent] = await Promise.all([statOf(path), statOf(folder)]);
  if (parent?.isDirectory() !== true)
    return unusable(`${path} can't be created, because ${folder} isn't a folder; create it`);
  if (file?.isDirectory() === true) return unusable(`${path} is a folder; give the path of a file`);
  if (file?.isFile() === false) return unusable(`${path} isn't a regular file; give another path`);
  const disk = await networkDiskOf(folder);
  if (disk !== null) {
    return unusable(
      `${path} is on a network disk (${disk}), where SQLite's locks can't be relied on; use a local disk, or keep the payouts in Postgres`,
    );
  }
  if (!(await isWritable(folder)))
    return unusable(`${folder} can't be written; allow this process to create files beside ${path}`);
  if (file !== null && !(await isWritable(path)))
    return unusable(`${path} can't be written; allow this process to write it`);
  return ok(undefined);
}

function unusable(message: string): Result<void, StoreFailure> {
  return err(storeFailure({ message, retryable: false }));
}

async function statOf(path: string): Promise<Stats | null> {
  return stat(path).catch(() => null);
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}

async function networkDiskOf(folder: string): Promise<string | null> {
  if (process.platform === "win32") return folder.startsWith("\\\\") ? "a network share" : null;
  if (process.platform !== "linux") return null;
  return statfs(folder).then(
    ({ type }) => networkDiskName(type),
    () => null,
  );
}
