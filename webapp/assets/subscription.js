// @ts-check

/**
 * @typedef {import('./connections.js').Connections} Connections
 * @typedef {import('./lessons.js').Lesson} Lesson
 *
 * @typedef {object} Reader
 * @property {(event: MessageEvent) => void} received
 * @property {() => void} opened
 * @property {() => void} lost  the browser will come back by itself
 * @property {() => void} failed  the browser has given up
 * @property {() => void} finished  the last event has come, and the subscription has closed itself
 */

/**
 * Leaving or reloading the page looks like a failure at first: Chromium closes the connection and fires `error` just before
 * `pagehide`. A failure the page survives for this long is a real one.
 */
const SURVIVED_MS = 100;

/** The browser's own EventSource for one stream, which knows when the stream is over. */
export class Subscription {
  /**
   * @param {string} address
   * @param {Lesson} lesson
   * @param {Connections} connections
   * @param {Reader} reader
   */
  constructor(address, lesson, connections, reader) {
    this.connection = connections.want();
    this.source = new EventSource(address);
    this.lesson = lesson;
    this.reader = reader;
    Object.keys(lesson.writes).forEach((type) => this.hear(type));
    this.source.onopen = () => {
      this.connection.opened();
      reader.opened();
    };
    this.source.onerror = (error) => {
      if (this.source.readyState !== EventSource.CLOSED) {
        reader.lost();
        return;
      }
      this.connection.ended();
      this.failing = setTimeout(() => {
        console.error(`${lesson.called} SSE:`, error);
        reader.failed();
      }, SURVIVED_MS);
    };
  }

  /**
   * From now on events of this type are received too: an EventSource hears only what it was told to listen for.
   *
   * @param {string} type
   */
  hear(type) {
    this.source.addEventListener(type, (event) => {
      this.reader.received(event);
      if (this.lesson.isLast?.(event)) {
        this.close();
        this.reader.finished();
      }
    });
  }

  close() {
    clearTimeout(this.failing);
    this.source.close();
    this.connection.ended();
  }
}
