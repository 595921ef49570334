// @ts-check

import { write } from './language.js';
import { fieldOf } from './wire.js';

/** @typedef {import('./wire.js').Line} Line */

const KEPT_LINES = 200;

/** @type {Record<string, string>} */
const MARKS = { '\n': '\\n', '\r': '\\r', '\r\n': '\\r\\n' };

/** Headers of an answer that decide whether it is an event stream, whether it flows, and from where. */
const TELLING_HEADERS = ['Content-Type', 'Cache-Control', 'X-Accel-Buffering', 'Last-Event-ID', 'Mercure-Last-Event-ID'];

/**
 * The region that shows a connection: the request that goes out, the status and headers that come in, then the bytes as lines,
 * each with its field coloured, its end made visible and, at the left, the second its chunk arrived.
 *
 * The marks are drawn by the style sheet, so text copied out of the region is what was on the wire.
 */
export class WireView {
  /** @param {HTMLElement} region */
  constructor(region) {
    this.region = region;
  }

  /**
   * @param {string} address
   * @param {Record<string, string>} headers
   */
  request(address, headers) {
    this.#speech('out', `→ GET ${address}`);
    for (const [name, value] of Object.entries(headers)) {
      this.#speech('out', `→ ${name}: ${value}`).toggleAttribute('data-resuming', name === 'Last-Event-ID');
    }
  }

  /** @param {Response} response */
  response(response) {
    this.#speech('in', `← ${response.status} ${response.statusText}`.trim());
    for (const name of TELLING_HEADERS) {
      const value = response.headers.get(name);
      if (value !== null) {
        this.#speech('in', `← ${name}: ${value}`).toggleAttribute('data-resumed', name.endsWith('Last-Event-ID'));
      }
    }
  }

  /** @param {string} text  what an answer that is no stream has to say */
  detail(text) {
    this.#speech('in', `← ${text}`);
  }

  /**
   * @param {Line[]} lines
   * @param {number} seconds since the answer began
   */
  lines(lines, seconds) {
    const elements = lines.map((line) => (line.belated ? endMark(line.end) : lineElement(line)));
    elements.find((element) => element.className === 'wire-line')?.setAttribute('data-at', seconds.toFixed(2));
    this.#add(...elements);
  }

  /**
   * A remark of the page, in the language of the page.
   *
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   * @returns {HTMLElement}
   */
  remark(key, values) {
    const remark = element('div', 'wire-remark');
    this.#add(remark);
    this.rephrase(remark, key, values);
    return remark;
  }

  /**
   * @param {HTMLElement} remark
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  rephrase(remark, key, values) {
    remark.dataset.remark = key.replace('wire.', '');
    this.#keepingTheEndInView(() => write(remark, key, values));
  }

  clear() {
    this.region.replaceChildren();
  }

  /**
   * @param {'out' | 'in'} direction
   * @param {string} text
   */
  #speech(direction, text) {
    const line = element('div', `wire-speech wire-${direction}`, `${text}\n`);
    this.#add(line);
    return line;
  }

  /** @param {HTMLElement[]} elements */
  #add(...elements) {
    this.#keepingTheEndInView(() => {
      this.region.append(...elements);
      while (this.region.childElementCount > KEPT_LINES) {
        this.region.firstElementChild?.remove();
      }
    });
  }

  /**
   * Follows the stream, unless its reader has scrolled back to look at something.
   *
   * @param {() => void} change
   */
  #keepingTheEndInView(change) {
    const { region } = this;
    const following = region.scrollHeight - region.scrollTop - region.clientHeight < 24;
    change();
    if (following) {
      region.scrollTop = region.scrollHeight;
    }
  }
}

/** @param {Line} line */
function lineElement({ text, end }) {
  const { name, separator, value } = fieldOf(text);
  const line = element('div', 'wire-line');
  line.dataset.field = text === '' ? 'end' : name || 'comment';
  if (line.dataset.field === 'comment') {
    line.append(element('span', 'wire-field', text));
  } else {
    line.append(element('span', 'wire-field', name + separator.trimEnd()), separator.slice(1) + value);
  }
  line.append(endMark(end));
  return line;
}

/** @param {string} end */
function endMark(end) {
  const mark = element('span', 'wire-end', '\n');
  mark.dataset.mark = MARKS[end];
  return mark;
}

/**
 * @param {string} name
 * @param {string} className
 * @param {string} [text]
 */
function element(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
