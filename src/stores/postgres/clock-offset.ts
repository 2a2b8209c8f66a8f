/**
 * What to add to the time of another clock to have it by one's own, in milliseconds. One answer says only that the other
 * clock was read between the question and the answer; many of them leave little room, however late some of them come.
 */
export class ClockOffset {
  #offsetMs = Infinity;

  /** Takes the least and the most that it can be by one answer; gives what it is taken for now. */
  learn(leastMs: number, mostMs: number): number {
    this.#offsetMs = Math.min(mostMs, Math.max(leastMs, this.#offsetMs));
    return this.#offsetMs;
  }
}
