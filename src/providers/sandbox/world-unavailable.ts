/** A world that can't be used: its file is something else, is locked, or can't be written. */
export class WorldUnavailable extends Error {
  /** Whether what was asked for may have been done all the same. */
  readonly mayBeDone: boolean;
  /** Whether waiting won't help. */
  readonly lasts: boolean;

  constructor(message: string, options: WorldUnavailableOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "WorldUnavailable";
    this.mayBeDone = options.mayBeDone;
    this.lasts = options.lasts ?? false;
  }
}

/** What is known of a world that can't be used. */
export interface WorldUnavailableOptions {
  readonly mayBeDone: boolean;
  /** False if left out. */
  readonly lasts?: boolean;
  readonly cause?: unknown;
}

/** Runs something that another library may throw in, and says what couldn't be done if it does. */
export function orUnavailable<T>(message: string, mayBeDone: boolean, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof WorldUnavailable) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WorldUnavailable(`${message}: ${why}`, { mayBeDone, lasts: cannotBeOpened(cause), cause });
  }
}

/** A file that is no file, or stands where none may be, stays so; a lock or a full disk doesn't. */
function cannotBeOpened(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  if ("errcode" in cause) return cause.errcode === sqliteCannotOpen;
  return "code" in cause && ["EISDIR", "ENOTDIR", "EACCES"].some((code) => code === cause.code);
}

const sqliteCannotOpen = 14;
