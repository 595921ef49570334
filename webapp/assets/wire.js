// @ts-check

/**
 * `text/event-stream` read by hand, as the HTML standard wants it: bytes to text, text to lines, lines to events.
 *
 * EventSource shows only the outcome. To show the way there, fetch gives the body as it arrives, in chunks that may end anywhere:
 * inside a line, between CR and LF, inside a character.
 */

/**
 * @typedef {object} Line
 * @property {string} text  without its end
 * @property {string} end  LF, CR or CRLF, as received
 * @property {boolean} [belated]  not a line: the LF of a CRLF whose CR came with the chunk before
 */

/** Cuts text into lines, whatever way the text itself was cut. */
export class LineSplitter {
  #rest = '';
  #afterCR = false;

  /** @returns {string} the line that has begun and not ended */
  get rest() {
    return this.#rest;
  }

  /**
   * @param {string} text
   * @returns {Line[]} the lines that ended with it
   */
  push(text) {
    /** @type {Line[]} */
    const lines = [];
    if (text === '') {
      return lines;
    }
    // A CR ends its line at once; to wait for a LF that may never come would hold back an event.
    if (this.#afterCR && text.startsWith('\n')) {
      lines.push({ text: '', end: '\n', belated: true });
      text = text.slice(1);
    }
    let from = 0;
    for (const { 0: end, index } of text.matchAll(/\r\n|\r|\n/g)) {
      lines.push({ text: this.#rest + text.slice(from, index), end });
      this.#rest = '';
      from = index + end.length;
    }
    this.#rest += text.slice(from);
    this.#afterCR = text.endsWith('\r');
    return lines;
  }
}

/**
 * @param {string} line
 * @returns {{name: string, separator: string, value: string}} which, put together again, are the line
 */
export function fieldOf(line) {
  const colon = line.indexOf(':');
  if (colon < 0) {
    return { name: line, separator: '', value: '' };
  }
  const separator = line[colon + 1] === ' ' ? ': ' : ':';
  return { name: line.slice(0, colon), separator, value: line.slice(colon + separator.length) };
}

/** Puts events together from lines, and keeps what outlives an event: the last id and the time to wait. */
export class EventAssembler {
  lastEventId = '';
  retry = 3000;

  #id = '';
  #type = '';
  /** @type {string[]} */
  #data = [];
  #begun = false;

  /** @returns {boolean} whether an event has begun that no blank line has ended */
  get unfinished() {
    return this.#begun;
  }

  /** @param {string} id of the last event received elsewhere, or empty */
  startAfter(id) {
    this.lastEventId = id;
    this.#id = id;
  }

  /**
   * @param {string} line
   * @returns {{type: string, data: string, id: string} | null} the event this line completes
   */
  take(line) {
    if (line === '') {
      return this.#dispatch();
    }
    this.#begun = true;
    const { name, value } = fieldOf(line);
    if (name === 'data') {
      this.#data.push(value);
    } else if (name === 'event') {
      this.#type = value;
    } else if (name === 'id' && !value.includes('\0')) {
      this.#id = value;
    } else if (name === 'retry' && /^[0-9]+$/.test(value)) {
      this.retry = Number(value);
    }
    return null;
  }

  /** The connection is gone: what was not finished by a blank line never happened, its id included. */
  discard() {
    this.#id = this.lastEventId;
    this.#clear();
  }

  #dispatch() {
    this.lastEventId = this.#id;
    const event = this.#data.length ? { type: this.#type || 'message', data: this.#data.join('\n'), id: this.#id } : null;
    this.#clear();
    return event;
  }

  #clear() {
    this.#type = '';
    this.#data = [];
    this.#begun = false;
  }
}

/**
 * Reads a body to its end.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @param {(lines: Line[], byteLength: number) => void} onChunk
 */
export async function readLines(body, onChunk) {
  const reader = body.getReader();
  // UTF-8 whatever the Content-Type says; the decoder drops one leading BOM and keeps half characters for the next chunk.
  const decoder = new TextDecoder();
  const splitter = new LineSplitter();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    onChunk(splitter.push(decoder.decode(value, { stream: true })), value.byteLength);
  }
}
