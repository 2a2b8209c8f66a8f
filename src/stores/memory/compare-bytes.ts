/**
 * Orders two texts by their UTF-8 bytes, as SQL stores do. The operators of JavaScript compare UTF-16 units,
 * which puts an emoji before some characters that come earlier in Unicode.
 */
export function compareBytes(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  for (let place = 0; place < shorter; place += 1) {
    const difference = byteRank(left.charCodeAt(place)) - byteRank(right.charCodeAt(place));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Where a UTF-16 unit stands if surrogates, which are the longest in UTF-8, come last. */
function byteRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
