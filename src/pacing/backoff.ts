/**
 * How long to wait before the next try, in whole milliseconds; `tries` is 1 or more. It grows with each try, and
 * half of it is drawn, so that those who failed together don't come back together.
 */
export function backoffMs(tries: number, random: () => number): number {
  const longestMs = Math.min(mostMs, firstMs * 2 ** (tries - 1));
  return Math.round(longestMs * (0.5 + random() / 2));
}

const firstMs = 200;
const mostMs = 8_000;
