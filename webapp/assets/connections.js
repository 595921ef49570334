// @ts-check

/**
 * The connections this page keeps open, counted against what the browser allows.
 *
 * Over HTTP/1.1 a browser opens at most six connections to one site, all tabs together. The seventh is not refused: it waits
 * without a word until another ends, and so does every other request to that site. Over HTTP/2 all streams share one
 * connection, and the limit is gone.
 */

const HTTP1_LIMIT = 6;

/** A connection that waits this long while the limit is reached waits because of it. */
const PATIENCE_MS = 2000;

/**
 * One connection, from the moment it is wanted.
 *
 * @typedef {object} Connection
 * @property {() => void} opened  the answer has begun
 * @property {() => void} ended  it is wanted no longer; saying so twice is allowed
 */

/** Fires `change` whenever one of its numbers may have changed. */
export class Connections extends EventTarget {
  /** @type {Set<{openedOnce: boolean, wantedAt: number}>} */
  #wanted = new Set();

  /** @type {Map<string, number>} connections of the other tabs, by tab */
  #elsewhere = new Map();

  #tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('wellspring-connections');
  #thisTab = Math.random().toString(36).slice(2);

  /** @param {string} protocol as in `nextHopProtocol`, such as `http/1.1` or `h2` */
  constructor(protocol) {
    super();
    this.protocol = protocol;
    this.limit = protocol.startsWith('http/1') ? HTTP1_LIMIT : null;
    this.#talkWithOtherTabs();
  }

  /** @returns {number} connections of this tab, open or waiting */
  get own() {
    return this.#wanted.size;
  }

  /** @returns {number} connections of the other tabs with this page */
  get others() {
    return [...this.#elsewhere.values()].reduce((sum, count) => sum + count, 0);
  }

  /** @returns {boolean} whether some stream waits for the end of another */
  get exhausted() {
    const all = this.own + this.others;
    if (this.limit === null || all < this.limit || this.own === 0) {
      return false;
    }
    const now = performance.now();
    const oneWaits = [...this.#wanted].some((one) => !one.openedOnce && now - one.wantedAt >= PATIENCE_MS);
    return all > this.limit || oneWaits;
  }

  /** @returns {Connection} */
  want() {
    const one = { openedOnce: false, wantedAt: performance.now() };
    this.#wanted.add(one);
    const look = setTimeout(() => this.#changed(), PATIENCE_MS);
    this.#tell();
    return {
      opened: () => {
        one.openedOnce = true;
        clearTimeout(look);
        this.#changed();
      },
      ended: () => {
        clearTimeout(look);
        if (this.#wanted.delete(one)) {
          this.#tell();
        }
      },
    };
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }

  #tell() {
    this.#tabs?.postMessage({ tab: this.#thisTab, count: this.own });
    this.#changed();
  }

  #talkWithOtherTabs() {
    if (!this.#tabs) {
      return;
    }
    this.#tabs.onmessage = ({ data }) => {
      if (data.ask) {
        this.#tabs?.postMessage({ tab: this.#thisTab, count: this.own });
      } else {
        this.#elsewhere.set(data.tab, data.count);
        this.#changed();
      }
    };
    const ask = () => {
      // A tab that crashed never said goodbye: whoever does not answer is gone.
      this.#elsewhere.clear();
      this.#tabs?.postMessage({ ask: true });
      this.#changed();
    };
    addEventListener('pagehide', () => this.#tabs?.postMessage({ tab: this.#thisTab, count: 0 }));
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && ask());
    ask();
  }
}

/** @returns {string} the protocol this page came by */
export function protocolOfThisPage() {
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  // Empty when the browser does not tell; no browser speaks HTTP/2 without TLS.
  return navigation?.nextHopProtocol || (location.protocol === 'https:' ? 'h2' : 'http/1.1');
}
