/**
 * Text that can't harm a terminal or give a secret away: control characters and marks that turn the
 * direction of writing appear as `\u{…}`, and what looks like a secret key is cut short.
 */
export function printable(text: string): string {
  return withoutKeys(text).replace(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Cuts what looks like a secret key down to its first letters. */
export function withoutKeys(text: string): string {
  return text.replace(secretKey, "$1…");
}

/** Whether a command line argument holds what looks like a secret key. */
export function looksLikeKey(argument: string): boolean {
  return /(?:^|[=\s"':])(?:sk|rk|whsec)_[A-Za-z0-9]/.test(argument);
}

const secretKey = /\b((?:sk|rk)_(?:live|test)_|whsec_)[A-Za-z0-9_]+/g;
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
