// @ts-check

/**
 * What can be measured of a deployment from here: requests whose arrival the server reports, and streams whose timing is known.
 * Nothing is judged here; doctor-findings.js does that.
 */

import { LineSplitter } from './wire.js';

const SEEN = 'sse/doctor';
const PULSE = 'sse/doctor/pulse';
const HEARTBEATS = 'sse/doctor/heartbeats';
const HUB = '.well-known/mercure?match=urn%3Awellspring%3Adoctor';

/** A stream of two seconds that has not ended by then never will. */
const PULSE_PATIENCE_MS = 15_000;

/** The clocks of hub and browser are read once a second, and a busy machine is late. */
const HEARTBEAT_GRACE_MS = 5_000;

/** One more than a browser opens over HTTP/1.1. */
const MANY = 7;

/**
 * What the server says has arrived there (SeenRequest).
 *
 * @typedef {object} Seen
 * @property {string} answer
 * @property {number} time
 * @property {number} heartbeat
 * @property {string} url
 * @property {string} [origin]
 * @property {string} [lastEventId]
 * @property {string} [cookie]
 * @property {string} newCookie
 * @property {{page: string, allowed: boolean, cookies: boolean}} [cors]
 */

/**
 * One request to the doctor's address, from both sides.
 *
 * @typedef {object} Exchange
 * @property {Seen} seen
 * @property {Headers} headers  of the answer
 * @property {string} sentLastEventId
 * @property {number} clockOffsetMs  how far the server's clock is ahead of this one
 * @property {number} clockDoubtMs  how far that may be wrong: half of the time on the way
 */

/**
 * A stream as it came. Times are milliseconds since it was asked for.
 *
 * @typedef {object} Course
 * @property {number} status  0 without an answer
 * @property {Headers} headers
 * @property {number | null} openedMs  when the head of the answer came
 * @property {{text: string, ms: number}[]} lines  all but empty ones
 * @property {number} endedMs
 * @property {'ended' | 'broken' | 'given up'} end
 * @property {boolean} compressed
 * @property {string} protocol  as in `nextHopProtocol`
 */

/**
 * @typedef {object} Measured
 * @property {boolean} secure  whether this page came over TLS
 * @property {string} origin  of this page
 * @property {string} address  of the application, as this page knows it
 * @property {Exchange[]} gets
 * @property {Exchange} post
 * @property {Course} pulse
 * @property {{wanted: number, atOnce: number}} many
 * @property {number} otherTabs  connections of other tabs with our pages
 * @property {Course | null} heartbeats  null: this hub has none
 * @property {Course | null} hub
 */

/**
 * @param {string} page  an origin to ask about, or empty
 * @param {AbortSignal} signal
 * @returns {Promise<Exchange>}
 */
export function get(page, signal) {
  return exchange('GET', page, signal);
}

/**
 * @param {string} page
 * @param {AbortSignal} signal
 */
export function post(page, signal) {
  return exchange('POST', page, signal);
}

/** @param {AbortSignal} signal */
export function pulse(signal) {
  return watch(`${PULSE}?${name()}`, PULSE_PATIENCE_MS, signal);
}

/**
 * Opens more streams than a browser may over HTTP/1.1, and counts those that had begun before the first of them was about to end.
 *
 * @param {AbortSignal} signal
 */
export async function many(signal) {
  const courses = await Promise.all(Array.from({ length: MANY }, () => pulse(signal)));
  // The last but one event, not the end: the next stream begins at the end, and which of both is told first is chance.
  const nearTheEnd = Math.min(...courses.flatMap(({ lines }) => lines.filter(({ text }) => text === 'data: 6').map(({ ms }) => ms)));
  const atOnce = courses.filter(({ status, openedMs }) => status === 200 && openedMs !== null && openedMs < nearTheEnd).length;
  return { wanted: MANY, atOnce };
}

/**
 * A stream on which nothing comes but heartbeats, until the server ends it after two.
 *
 * @param {number} heartbeat  in milliseconds
 * @param {AbortSignal} signal
 */
export function heartbeats(heartbeat, signal) {
  return watch(`${HEARTBEATS}?${name()}`, patience(heartbeat), signal);
}

/**
 * A stream of the hub on a topic where nothing is published, until it has had two heartbeats.
 *
 * @param {number} heartbeat  in milliseconds
 * @param {AbortSignal} signal
 */
export function hub(heartbeat, signal) {
  return watch(HUB, patience(heartbeat), signal, (lines) => lines.length >= 3);
}

/**
 * How long a test of two heartbeats may take.
 *
 * @param {number} heartbeat  in milliseconds
 */
export function patience(heartbeat) {
  return 2 * heartbeat + HEARTBEAT_GRACE_MS;
}

/**
 * @param {'GET' | 'POST'} method
 * @param {string} page
 * @param {AbortSignal} signal
 * @returns {Promise<Exchange>}
 */
async function exchange(method, page, signal) {
  const sentLastEventId = name();
  const query = page ? `?${new URLSearchParams({ page })}` : '';
  const asked = Date.now();
  const response = await fetch(SEEN + query, { method, signal, headers: { 'Last-Event-ID': sentLastEventId } });
  const answered = Date.now();
  if (!response.ok) {
    throw new Error(`${response.status} from ${SEEN}`);
  }
  /** @type {Seen} */
  const seen = await response.json();
  return {
    seen,
    headers: response.headers,
    sentLastEventId,
    clockOffsetMs: Math.round(seen.time - (asked + answered) / 2),
    clockDoubtMs: Math.ceil((answered - asked) / 2),
  };
}

/**
 * @param {string} address
 * @param {number} patienceMs  after which it is given up
 * @param {AbortSignal} signal  ends the examination
 * @param {(lines: {text: string, ms: number}[]) => boolean} [enough]  whether no more is needed
 * @returns {Promise<Course>}
 */
async function watch(address, patienceMs, signal, enough = () => false) {
  const begun = performance.now();
  const ownEnd = new AbortController();
  const clock = setTimeout(() => ownEnd.abort(), patienceMs);
  /** @type {Course} */
  const course = {
    status: 0,
    headers: new Headers(),
    openedMs: null,
    lines: [],
    endedMs: 0,
    end: 'ended',
    compressed: false,
    protocol: '',
  };
  const now = () => Math.round(performance.now() - begun);
  try {
    const response = await fetch(address, {
      headers: { Accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, ownEnd.signal]),
    });
    course.status = response.status;
    course.headers = response.headers;
    course.openedMs = now();
    await readLines(response, (text) => {
      course.lines.push({ text, ms: now() });
      return enough(course.lines);
    });
  } catch {
    course.end = ownEnd.signal.aborted ? 'given up' : 'broken';
  } finally {
    clearTimeout(clock);
    ownEnd.abort();
  }
  // The examination as a whole was stopped: that is no measurement.
  signal.throwIfAborted();
  course.endedMs = now();
  return { ...course, ...transferOf(address, course.headers) };
}

/**
 * @param {Response} response
 * @param {(line: string) => boolean} heard  returns whether that was enough
 */
async function readLines(response, heard) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  const splitter = new LineSplitter();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    for (const { text } of splitter.push(decoder.decode(piece.value, { stream: true }))) {
      if (text !== '' && heard(text)) {
        return;
      }
    }
  }
}

/**
 * What the browser's own records say of a stream that is over.
 *
 * @param {string} address
 * @param {Headers} headers
 */
function transferOf(address, headers) {
  const url = String(new URL(address, document.baseURI));
  const [timing] = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByName(url, 'resource').slice(-1));
  const sizesDiffer = Boolean(timing) && timing.encodedBodySize > 0 && timing.encodedBodySize !== timing.decodedBodySize;
  return {
    compressed: headers.has('Content-Encoding') || sizesDiffer,
    protocol: timing?.nextHopProtocol ?? '',
  };
}

/** Something nobody has said before: no cache knows it. */
function name() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
