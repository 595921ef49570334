// @ts-check

/**
 * What two readers of the same subscription have received, one of whom was never cut: the witness.
 *
 * Ids of a hub are opaque, so no reader can tell alone whether one is missing. Compared with the witness it can. What only one of
 * them saw before both were there does not count: the comparison begins with the first update that both have.
 */
export class HubLedger {
  /** @type {string[]} */
  #witness = [];
  /** @type {string[]} */
  #reader = [];

  /** @param {string} id */
  witnessed(id) {
    this.#witness.push(id);
  }

  /** @param {string} id */
  read(id) {
    this.#reader.push(id);
  }

  /** @returns {number} how many updates are compared */
  get count() {
    return this.#compared().expected.length;
  }

  /** @returns {string[]} */
  get missing() {
    const { expected, received } = this.#compared();
    return expected.filter((id) => !received.includes(id));
  }

  /** @returns {string[]} what the reader has more often than the witness: publishers may use an id twice */
  get repeated() {
    const { expected, received } = this.#compared();
    const times = (/** @type {string[]} */ ids, /** @type {string} */ id) => ids.filter((one) => one === id).length;
    return [...new Set(received)].filter((id) => times(received, id) > Math.max(1, times(expected, id)));
  }

  #compared() {
    const first = this.#witness.find((id) => this.#reader.includes(id));
    if (first === undefined) {
      return { expected: [], received: [] };
    }
    return {
      expected: this.#witness.slice(this.#witness.indexOf(first)),
      received: this.#reader.slice(this.#reader.indexOf(first)),
    };
  }
}
