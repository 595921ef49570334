// @ts-check

import { IdLedger } from './id-ledger.js';
import { write } from './language.js';

/**
 * Says whether a resumed stream was whole. It speaks when a connection has been resumed, when something is wrong and at the end,
 * not at every event: a screen reader reads it out.
 */
export class Verdict {
  #ledger = new IdLedger(0);
  #request = 1;
  #resumed = 0;
  #seam = { before: 0, after: 0 };

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.begin(0);
  }

  /** @param {number} first the id that ought to come first */
  begin(first) {
    this.#ledger = new IdLedger(first);
    this.#request = 1;
    this.#resumed = 0;
    this.#say('pending');
  }

  /**
   * @param {number} id
   * @param {number} request by which it came, from 1
   */
  received(id, request) {
    const before = this.#ledger.last;
    this.#ledger.enter(id);
    if (request > this.#request) {
      this.#request = request;
      this.#seam = { before, after: id };
      this.#resumed++;
      this.conclude();
    } else if (!this.#ledger.whole) {
      this.conclude();
    }
  }

  /** Judges what has come so far. */
  conclude() {
    const { missing, repeated, whole, empty } = this.#ledger;
    if (!whole) {
      this.#say('fail', { missing: listed(missing), repeated: listed(repeated) });
    } else if (!empty) {
      this.#say('pass');
    }
  }

  /**
   * @param {'pending' | 'pass' | 'fail'} verdict
   * @param {{missing: string, repeated: string}} [faults]
   */
  #say(verdict, faults) {
    const { first, last } = this.#ledger;
    this.element.dataset.verdict = verdict;
    const key = verdict === 'pass' && this.#resumed === 0 ? 'unbroken' : verdict;
    write(this.element, `verdict.${key}`, { range: `${first}–${last}`, resumed: this.#resumed, ...this.#seam, ...faults });
  }
}

/** @param {number[]} ids */
function listed(ids) {
  return ids.length > 8 ? `${ids.slice(0, 8).join(', ')}…` : ids.join(', ') || '–';
}
