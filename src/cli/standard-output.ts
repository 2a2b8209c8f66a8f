import { fstatSync, writeSync } from "node:fs";

/** A stream that a command's answer goes to, and whether all of it arrives. */
export class StandardOutput {
  readonly #stream: typeof process.stdout;
  readonly #isFile: boolean;
  readonly #unread = new AbortController();
  readonly #failed = new AbortController();
  #failure: string | null = null;

  /** Takes the process's standard output, whose errors it hears from now on. */
  constructor(stream: typeof process.stdout) {
    this.#stream = stream;
    this.#isFile = isFile(stream.fd);
    stream.on("error", (cause) => this.#note(cause));
  }

  /** Aborted once its reader has gone away, such as `| head`. */
  get unread(): AbortSignal {
    return this.#unread.signal;
  }

  /** Aborted once something that is waited for is lost, on a full disk say. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** Writes text; what comes after a failure is left out. */
  write(text: string): void {
    if (this.#failure !== null) return;
    if (this.#isFile) this.#writeToFile(text);
    else this.#stream.write(text);
  }

  /** Waits until everything is written, and says why some of it couldn't be, `null` if it could. */
  async end(): Promise<string | null> {
    if (this.#stream.writableLength > 0) await new Promise<void>((resolve) => void this.#stream.write("", () => resolve()));
    // An error is told a little after the write that met it.
    await new Promise<void>((resolve) => void setImmediate(resolve));
    return this.#failure;
  }

  // Node's own stream takes a text as written where the disk had room for a part of it.
  #writeToFile(text: string): void {
    const bytes = Buffer.from(text);
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#stream.fd, bytes, written);
    } catch (cause) {
      this.#note(cause);
    }
  }

  #note(cause: unknown): void {
    if (cause instanceof Error && "code" in cause && cause.code === "EPIPE") return this.#unread.abort();
    this.#failure ??= cause instanceof Error ? cause.message : String(cause);
    this.#failed.abort();
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
