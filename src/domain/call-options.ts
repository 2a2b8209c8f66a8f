/** How long the caller waits. Neither ends a request on the wire, whose answer is still recorded. */
export interface CallOptions {
  /** Ends the caller's waiting when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the caller's waiting after so many milliseconds; the default is the client's own. */
  readonly timeoutMs?: number | undefined;
}
