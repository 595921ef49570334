// @ts-check

import { HubLedger } from './hub-ledger.js';
import { write } from './language.js';

/** After the last update the other side gets this long to have it too. */
const SETTLED_MS = 400;

/** Says whether the connection that was cut has received the same as the one that was not. */
export class HubVerdict {
  #ledger = new HubLedger();
  #request = 1;
  #lost = '';
  #open = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.begin();
  }

  begin() {
    clearTimeout(this.#waiting);
    this.#ledger = new HubLedger();
    this.#request = 1;
    this.#lost = '';
    this.#open = false;
    this.#say('pending', 'pending');
  }

  /** @param {string} id  received by the connection that is never cut */
  witnessed(id) {
    this.#ledger.witnessed(id);
    this.#judgeSoon();
  }

  /**
   * @param {string} id  received by the connection that may be cut
   * @param {number} request  by which it came, from 1
   */
  read(id, request) {
    this.#request = Math.max(this.#request, request);
    this.#ledger.read(id);
    this.#judgeSoon();
  }

  /** @param {boolean} open  whether the connection that may be cut is there: nothing can be missing before it is back */
  readerIs(open) {
    this.#open = open;
    this.#judgeSoon();
  }

  /** @param {string} asked  the id after which the server could not go on */
  lost(asked) {
    this.#lost = asked;
  }

  #judgeSoon() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#judge(), SETTLED_MS);
  }

  #judge() {
    const { count, missing, repeated } = this.#ledger;
    if (!this.#open) {
      return;
    }
    if (this.#lost) {
      this.#say('lost', 'fail', { asked: this.#lost });
    } else if (missing.length || repeated.length) {
      this.#say('fail', 'fail', { missing: listed(missing), repeated: listed(repeated) });
    } else if (count) {
      const resumed = this.#request - 1;
      this.#say(resumed ? 'pass' : 'unbroken', 'pass', { count, resumed });
    }
  }

  /**
   * @param {string} key
   * @param {'pending' | 'pass' | 'fail'} verdict
   * @param {Record<string, string | number>} [values]
   */
  #say(key, verdict, values) {
    this.element.dataset.verdict = verdict;
    write(this.element, `hub.verdict.${key}`, values);
  }
}

/** @param {string[]} ids */
function listed(ids) {
  return ids.length > 4 ? `${ids.slice(0, 4).join(', ')}…` : ids.join(', ') || '–';
}
