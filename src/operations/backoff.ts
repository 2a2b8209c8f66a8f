/** How long to wait before the next try: exponential with full jitter, milliseconds; `tries` is 1 or more. */
export function backoffMs(tries: number, random: () => number): number {
  return Math.floor(random() * Math.min(longestMs, firstMs * 2 ** (tries - 1)));
}

const firstMs = 250;
const longestMs = 8_000;
