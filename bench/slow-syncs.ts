import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes every fsync of the processes that are started from now on so much slower, by a library put before libc. */
export function slowSyncs(addedMs: number): void {
  const folder = mkdtempSync(join(tmpdir(), "payoutkit-syncs-"));
  const [source, library] = [join(folder, "slow-syncs.c"), join(folder, "slow-syncs.so")];
  writeFileSync(source, program);
  execFileSync("cc", ["-shared", "-fPIC", "-O2", `-DADDED_NS=${addedMs * 1_000_000}L`, "-o", library, source, "-ldl"]);
  // The database server runs as another user.
  chmodSync(folder, 0o755);
  process.env["LD_PRELOAD"] = library;
}

const program = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int slowly(const char *name, int file) {
  struct timespec added = { ADDED_NS / 1000000000L, ADDED_NS % 1000000000L };
  nanosleep(&added, 0);
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return real(file);
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
`;
