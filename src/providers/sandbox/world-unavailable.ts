/** A world that can't be used: its file is something else, is locked, or can't be written. */
export class WorldUnavailable extends Error {
  /** Whether what was asked for may have been done all the same. */
  readonly mayBeDone: boolean;

  constructor(message: string, options: { readonly mayBeDone: boolean; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "WorldUnavailable";
    this.mayBeDone = options.mayBeDone;
  }
}

/** Runs something that another library may throw in, and says what couldn't be done if it does. */
export function orUnavailable<T>(message: string, mayBeDone: boolean, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof WorldUnavailable) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WorldUnavailable(`${message}: ${why}`, { mayBeDone, cause });
  }
}
