/** What happened, line by line, and a fingerprint of all of it. */
export class Trace {
  readonly #startMs: number;
  readonly #nowMs: () => number;
  readonly #lines: string[] = [];
  #high = 0x811c9dc5;
  #low = 0x1000193;

  constructor(nowMs: () => number) {
    this.#startMs = nowMs();
    this.#nowMs = nowMs;
  }

  note(who: string, what: string): void {
    const line = `${timeText(this.#nowMs() - this.#startMs)}  ${who.padEnd(9)} ${what}`;
    this.#lines.push(line);
    for (let place = 0; place < line.length; place++) {
      const unit = line.charCodeAt(place);
      this.#high = Math.imul(this.#high ^ unit, 0x01000193);
      this.#low = Math.imul(this.#low + unit, 0x85ebca6b) ^ (this.#low >>> 13);
    }
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The same for the same lines. */
  get fingerprint(): string {
    return [this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

/** Days, hours, minutes, seconds, milliseconds since the start. */
function timeText(elapsedMs: number): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  const seconds = Math.floor(elapsedMs / 1000);
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return `${days}d ${two(hours)}:${two(minutes)}:${two(seconds % 60)}.${String(Math.floor(elapsedMs % 1000)).padStart(3, "0")}`;
}
