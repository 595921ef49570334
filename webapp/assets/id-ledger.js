// @ts-check

/** The ids a reader has received, over all its connections: what is missing, what came twice. */
export class IdLedger {
  /** @type {Map<number, number>} how often each id came */
  #received = new Map();

  /** @param {number} first the id that ought to come first */
  constructor(first) {
    this.first = first;
    this.last = first - 1;
  }

  /** @param {number} id */
  enter(id) {
    this.#received.set(id, (this.#received.get(id) ?? 0) + 1);
    this.last = Math.max(this.last, id);
  }

  /** @returns {boolean} */
  get empty() {
    return this.#received.size === 0;
  }

  /** @returns {number[]} */
  get missing() {
    const expected = Array.from({ length: this.last - this.first + 1 }, (_, index) => this.first + index);
    return expected.filter((id) => !this.#received.has(id));
  }

  /** @returns {number[]} */
  get repeated() {
    return [...this.#received].filter(([, times]) => times > 1).map(([id]) => id);
  }

  /** @returns {boolean} */
  get whole() {
    return this.missing.length === 0 && this.repeated.length === 0;
  }
}
