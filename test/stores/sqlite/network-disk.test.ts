import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { networkDiskName } from "../../../src/stores/sqlite/network-disk.ts";
import { assertErr } from "../../../src/testing/assert.ts";
import { tempFolder } from "./temp-folder.ts";

const { statfs } = vi.hoisted(() => ({ statfs: vi.fn() }));

vi.mock("node:fs/promises", async (original) => ({ ...(await original<typeof import("node:fs/promises")>()), statfs }));

test("network file systems are told by their numbers, signed or not", () => {
  const types = [0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0xff534d42 - 2 ** 32];
  expect(types.map(networkDiskName)).toEqual(["NFS", "SMB", "CIFS", "SMB", "CIFS"]);
});

test("file systems of local disks have no such name", () => {
  const [ext4, btrfs, xfs, tmpfs, overlay] = [0xef53, 0x9123683e, 0x58465342, 0x01021994, 0x794c7630];
  expect([ext4, btrfs, xfs, tmpfs, overlay].map(networkDiskName)).toEqual([null, null, null, null, null]);
});

test("a file on a network disk is refused", async () => {
  statfs.mockResolvedValue({ type: 0x6969 });
  const path = join(tempFolder(), "payouts.db");
  const failure = assertErr(await sqliteStore({ path }).load([]), "API_ERROR");
  expect(failure.message).toContain("is on a network disk (NFS)");
  expect(failure.retryable).toBe(false);
});
