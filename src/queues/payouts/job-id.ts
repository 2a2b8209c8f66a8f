import { randomUUID } from "node:crypto";

/** Makes UUIDs (version 7) that stand side by side in an index, in the order in which they are made. */
export function newJobIds(nowMs: number): () => string {
  const time = Math.max(0, Math.floor(nowMs)).toString(16).padStart(12, "0").slice(-12);
  const start = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  let tail = randomUUID().slice(18);
  let count = 0;
  return () => {
    if (count === counts) {
      tail = randomUUID().slice(18);
      count = 0;
    }
    return `${start}${(count++).toString(16).padStart(3, "0")}${tail}`;
  };
}

/** What fits into the twelve bits behind the version. */
const counts = 4_096;
