import { randomUUID } from "node:crypto";

/** A new UUID (version 7): ids made one after another stand side by side in an index. */
export function newJobId(nowMs: number): string {
  const time = Math.max(0, Math.floor(nowMs)).toString(16).padStart(12, "0").slice(-12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
