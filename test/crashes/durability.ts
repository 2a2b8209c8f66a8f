import { describeDurability, traceDurability } from "./trace-durability.ts";

/**
 * Shows with strace that an intent is on the disk before the first byte of its request leaves. Exits 1 if one isn't,
 * and also where strace can't be used, because nothing was shown then.
 *
 * @example
 * node test/crashes/durability.ts
 */
const found = await traceDurability();
console.log(describeDurability(found));
process.exitCode = found.traced && found.order.unsynced.length === 0 ? 0 : 1;
