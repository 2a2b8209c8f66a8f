/** Names for new objects; the same calls give the same names, so that a run can be repeated. */
export class Identifiers {
  #transfers = 0;
  #reversals = 0;
  #requests = 0;

  transfer(): { readonly id: string; readonly sequence: number } {
    this.#transfers += 1;
    return { id: `tr_1StandIn${digits(this.#transfers)}`, sequence: this.#transfers };
  }

  reversal(): string {
    this.#reversals += 1;
    return `trr_1StandIn${digits(this.#reversals)}`;
  }

  request(): string {
    this.#requests += 1;
    return `req_${digits(this.#requests)}`;
  }
}

function digits(count: number): string {
  return count.toString(36).padStart(14, "0");
}
