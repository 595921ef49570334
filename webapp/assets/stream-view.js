// @ts-check

import { Bookmark } from './bookmark.js';
import { showCurlLine } from './curl-line.js';
import { write } from './language.js';
import { appendOutput, clearOutput, replaceOutput } from './output.js';
import { addStreamParts } from './stream-parts.js';
import { Subscription } from './subscription.js';
import { Verdict } from './verdict.js';
import { WireConnection } from './wire-connection.js';
import { WireView } from './wire-view.js';

/**
 * @typedef {import('./connections.js').Connections} Connections
 * @typedef {import('./lessons.js').Lesson} Lesson
 * @typedef {'closed' | 'connecting' | 'open' | 'reconnecting' | 'finished'} State
 */

const STOPPED = '[已停止]';
const FAILED = '[错误: 连接失败]';

/** One section of the page: a stream as the browser receives it, and beside it the same stream as bytes. */
export class StreamView {
  /** @type {Subscription | null} */
  #subscription = null;

  /**
   * @param {HTMLElement} section
   * @param {Lesson} lesson
   * @param {Connections} connections
   */
  constructor(section, lesson, connections) {
    this.section = section;
    this.lesson = lesson;
    this.connections = connections;
    this.address = `sse/${lesson.name}`;
    this.outputId = `${lesson.name}-output`;

    const { state, curl } = addStreamParts(section, lesson.name);
    section.append(curl);
    this.state = state;
    this.raw = /** @type {HTMLInputElement} */ (this.#part('[data-action="raw"]'));
    this.position = section.querySelector('[data-position]');
    this.bookmark = lesson.resumes ? new Bookmark(lesson.name) : null;
    const verdict = /** @type {HTMLElement | null} */ (section.querySelector('[data-verdict]'));
    this.verdict = verdict && new Verdict(verdict);
    this.wireView = new WireView(this.#part('[data-wire]'));
    this.wire = this.#makeWire();

    this.#enter('closed');
    this.#listen();
    showCurlLine(section, this.address, lesson.resumes ? { 'Last-Event-ID': '1' } : {});
    this.#showKeptPosition();
  }

  start() {
    if (this.#subscription) {
      return;
    }
    const after = this.bookmark?.id ?? '';
    if (after) {
      this.#say('position.resuming', { id: after });
    } else {
      this.#say('position.none');
    }
    this.bookmark?.open();
    this.#subscribe(after);
    this.#startWire(after);
  }

  stop() {
    this.wire.stop();
    this.verdict?.conclude();
    if (!this.#subscription) {
      return;
    }
    this.#unsubscribe();
    this.#enter('closed');
    this.#write(STOPPED);
    this.bookmark?.close();
    this.#showKeptPosition();
  }

  /** Starts from the very beginning, whatever has been read. */
  restart() {
    this.wire.stop();
    this.#unsubscribe();
    this.bookmark?.forget();
    clearOutput(this.outputId);
    this.wireView.clear();
    this.start();
  }

  /** Goes on with what a reload of the page has interrupted. */
  resume() {
    if (this.bookmark?.reading) {
      this.start();
    }
  }

  hideWire() {
    this.raw.checked = false;
    this.#showWire();
  }

  /** @param {string} after */
  #subscribe(after) {
    const address = after ? `${this.address}?lastEventId=${encodeURIComponent(after)}` : this.address;
    this.#enter('connecting');
    this.#subscription = new Subscription(address, this.lesson, this.connections, {
      opened: () => this.#enter('open'),
      received: (event) => {
        this.#write(this.lesson.writes[event.type](event));
        this.bookmark?.moveTo(event.lastEventId);
      },
      lost: () => {
        this.#enter('reconnecting');
        this.#write(this.lesson.lost ?? FAILED);
      },
      failed: () => {
        this.#subscription = null;
        this.#enter('closed');
        this.#write(FAILED);
        this.bookmark?.close();
      },
      finished: () => {
        this.#subscription = null;
        this.#enter('finished');
        this.bookmark?.forget();
        this.#say('position.finished');
      },
    });
  }

  #unsubscribe() {
    this.#subscription?.close();
    this.#subscription = null;
  }

  #makeWire() {
    return new WireConnection({
      address: this.address,
      resumes: this.lesson.resumes ?? false,
      view: this.wireView,
      connections: this.connections,
      listener: {
        state: (state) => {
          this.section.querySelector('[data-action="cut"]')?.setAttribute('aria-disabled', String(state !== 'open'));
          this.wireView.region.dataset.wire = state;
        },
        event: (event, request) => this.verdict?.received(Number(event.id), request),
        settled: () => this.verdict?.conclude(),
      },
    });
  }

  /** @param {string} after */
  #startWire(after) {
    if (this.raw.checked) {
      this.verdict?.begin(after === '' ? 0 : Number(after) + 1);
      this.wire.start(after);
    }
  }

  #showWire() {
    this.section.classList.toggle('without-wire', !this.raw.checked);
    if (!this.raw.checked) {
      this.wire.stop();
    } else if (this.#subscription) {
      this.#startWire(this.bookmark?.id ?? '');
    }
  }

  /** @param {string} line */
  #write(line) {
    if (!this.lesson.replaces) {
      appendOutput(this.outputId, line);
    } else if (line === STOPPED) {
      clearOutput(this.outputId);
      appendOutput(this.outputId, line);
    } else {
      replaceOutput(this.outputId, line);
    }
  }

  /** @param {State} state */
  #enter(state) {
    if (this.state.dataset.state !== state || this.state.textContent === '') {
      this.state.dataset.state = state;
      write(this.state, `state.${state}`);
    }
  }

  #showKeptPosition() {
    if (this.bookmark?.id) {
      this.#say('position.kept', { id: this.bookmark.id, next: Number(this.bookmark.id) + 1 });
    }
  }

  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  #say(key, values) {
    if (this.position) {
      write(this.position, key, values);
    }
  }

  #listen() {
    /** @type {Record<string, () => void>} */
    const actions = {
      start: () => this.start(),
      stop: () => this.stop(),
      restart: () => this.restart(),
      cut: () => this.wire.cut(),
    };
    for (const [action, act] of Object.entries(actions)) {
      this.section.querySelector(`[data-action="${action}"]`)?.addEventListener('click', act);
    }
    this.raw.addEventListener('change', () => this.#showWire());
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.section.querySelector(selector));
  }
}
