import { Fifo, type FifoEntry } from "./fifo.ts";

/** Those who wait for one kind of request: who is patient lets others go first, but not for ever. */
export class WaitingRoom<T> {
  readonly #prompt = new Fifo<T>();
  readonly #patient = new Fifo<T>();
  #promptInRow = 0;

  /** Who is next, `null` if nobody waits. */
  get first(): FifoEntry<T> | null {
    const isTheirTurn = this.#promptInRow >= mostInRow && this.#patient.first !== null;
    return isTheirTurn ? this.#patient.first : (this.#prompt.first ?? this.#patient.first);
  }

  /** Adds somebody; what it returns takes them out again, whenever that is. */
  add(value: T, isPatient: boolean): () => void {
    const queue = isPatient ? this.#patient : this.#prompt;
    const entry = queue.push(value);
    return () => queue.remove(entry);
  }

  /** Takes out who is next. */
  shift(): T | null {
    const entry = this.first;
    if (entry === null) return null;
    const isPatient = entry === this.#patient.first;
    this.#promptInRow = isPatient ? 0 : this.#promptInRow + 1;
    (isPatient ? this.#patient : this.#prompt).remove(entry);
    return entry.value;
  }
}

/** Of five requests one is a patient one's, where there are both. */
const mostInRow = 4;
