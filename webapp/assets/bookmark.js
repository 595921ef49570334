// @ts-check

import { tabMemory } from './storage.js';

/**
 * Where a reader has got to in a stream, kept over a reload of the page.
 *
 * EventSource remembers the last id itself, but only as long as it lives, and a new one cannot be told: it has no way to set a
 * header. So the page keeps the id and hands it over as `?lastEventId=`.
 */
export class Bookmark {
  /** @param {string} name of the stream */
  constructor(name) {
    this.key = `bookmark.${name}`;
    const { id = '', reading = false } = JSON.parse(tabMemory.recall(this.key) ?? '{}');
    /** @type {string} the last id received; empty: none */
    this.id = id;
    /** @type {boolean} whether the stream is being read */
    this.reading = reading;
  }

  open() {
    this.#keep(this.id, true);
  }

  /** @param {string} id */
  moveTo(id) {
    this.#keep(id, true);
  }

  close() {
    this.#keep(this.id, false);
  }

  forget() {
    this.id = '';
    this.reading = false;
    tabMemory.forget(this.key);
  }

  /**
   * @param {string} id
   * @param {boolean} reading
   */
  #keep(id, reading) {
    this.id = id;
    this.reading = reading;
    tabMemory.keep(this.key, JSON.stringify({ id, reading }));
  }
}
