/** What is wrong with a reference, or `null`: 1–255 characters, well-formed, no control characters. */
export function referenceProblem(reference: string): string | null {
  return textProblem(reference, 255);
}

/** What is wrong with a namespace, or `null`: 1–64 characters, well-formed, no control characters. */
export function namespaceProblem(namespace: string): string | null {
  return textProblem(namespace, 64);
}

function textProblem(text: string, longest: number): string | null {
  if (text.length === 0) return `expected 1 to ${longest} characters, got an empty string`;
  if (text.length > 100_000) return tooLong(text.length, longest);
  if (!text.isWellFormed()) return "expected well-formed Unicode, got half of a surrogate pair";
  if (/\p{Cc}/u.test(text)) return "expected no control characters such as line breaks or tabs";
  if (text.length <= longest) return null;
  const characters = [...text].length;
  return characters > longest ? tooLong(characters, longest) : null;
}

function tooLong(characters: number, longest: number): string {
  return `expected at most ${longest} characters, got ${characters}`;
}
