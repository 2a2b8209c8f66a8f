/** The name of a network file system by the type that Linux gives for it, `null` for any other. */
export function networkDiskName(type: number): string | null {
  return networkDisks.get(type >>> 0) ?? null;
}

// The magic numbers of statfs(2).
const networkDisks: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xfe534d42, "SMB"],
  [0xff534d42, "CIFS"],
  [0x564c, "NCP"],
  [0x73757245, "Coda"],
  [0x5346414f, "AFS"],
  [0x6b414653, "AFS"],
  [0x00c36400, "Ceph"],
  [0x0bd00bd0, "Lustre"],
  [0x47504653, "GPFS"],
]);
