import { closeSync, openSync, readSync } from "node:fs";

/** Whether a file begins with a text; no more of it is read than that. */
export function startsWith(path: string, start: string): boolean {
  const descriptor = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(Buffer.byteLength(start));
    const count = readSync(descriptor, bytes, 0, bytes.length, 0);
    return bytes.subarray(0, count).toString() === start;
  } finally {
    closeSync(descriptor);
  }
}
