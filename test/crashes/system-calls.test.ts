import { describe, expect, test } from "vitest";
import { readSystemCalls } from "./system-calls.ts";

const key = `pk1_${"0".repeat(64)}`;
const written = `7 pwrite64(23</tmp/payouts.db-wal>, "\\2\\0{\\"key\\":\\"${key}\\"}", 4096, 56) = 4096`;
const synced = "7 fdatasync(23</tmp/payouts.db-wal>) = 0";
const sent = `7 write(24<socket:[1]>, "POST /v1/transfers HTTP/1.1\\r\\nIdempotency-Key: ${key}\\r\\n", 90) = 90`;

describe("readSystemCalls", () => {
  test("finds no fault with an intent that is written, synced and sent", () => {
    expect(read(written, synced, sent)).toEqual({ sent: [key], unsynced: [], syncs: 1 });
  });

  test.each([
    ["was never synced", [written, sent]],
    ["was synced after it was sent", [written, sent, synced]],
    ["was written after the sync", [synced, written, sent]],
    ["was synced in another file", [written, synced.replace("payouts.db-wal", "other.txt"), sent]],
    ["was synced in vain", [written, synced.replace("= 0", "= -1 EIO (Input/output error)"), sent]],
  ])("names the key of an intent that %s", (_, lines) => {
    expect(read(...lines).unsynced).toEqual([key]);
  });

  test("counts a sync that another thread interrupted once it has ended", () => {
    const [begins, ends] = ["7 fdatasync(23</tmp/payouts.db-wal> <unfinished ...>", "7 <... fdatasync resumed>) = 0"];
    const other = "8 write(5<pipe:[2]>, \"x\", 1) = 1";
    expect(read(written, begins, other, ends, sent).unsynced).toEqual([]);
    expect(read(written, begins, other, sent, ends).unsynced).toEqual([key]);
  });
});

function read(...lines: readonly string[]): ReturnType<typeof readSystemCalls> {
  return readSystemCalls(lines.join("\n"));
}
