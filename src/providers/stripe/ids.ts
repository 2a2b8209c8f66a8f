/** Whether a text has the shape of an account's id: `acct_` and letters, digits or underscores. */
export function isAccountId(text: unknown): text is string {
  return typeof text === "string" && /^acct_\w{1,250}$/.test(text);
}

/** Whether a text can stand for an object in a path; anything else could name another endpoint. */
export function isObjectId(text: string): boolean {
  return /^\w{1,255}$/.test(text);
}

/** Whether a text has the shape of a transfer's id: `tr_` and letters, digits or underscores. */
export function isTransferId(text: unknown): text is string {
  return typeof text === "string" && /^tr_\w{1,250}$/.test(text);
}
