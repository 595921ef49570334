// @ts-check

import { problemOf } from './problem.js';
import { EventAssembler, readLines } from './wire.js';

/**
 * @typedef {import('./connections.js').Connections} Connections
 * @typedef {import('./wire-view.js').WireView} WireView
 * @typedef {import('./wire.js').Line} Line
 * @typedef {'closed' | 'connecting' | 'open' | 'reconnecting'} WireState
 * @typedef {'stopped' | 'cut' | 'lost' | 'ended' | 'refused'} Outcome  how a request came to its end
 *
 * @typedef {object} Listener
 * @property {(state: WireState) => void} state
 * @property {(event: {type: string, data: string, id: string}, request: number) => void} event  and by which request, from 1, it came
 * @property {() => void} settled  nothing more will come
 * @property {(response: Response, asked: string) => void} [answered]  an event stream begins, after this id
 */

const COUNTDOWN_STEP_MS = 100;

/**
 * A stream read with fetch, shown as it arrives.
 *
 * Where the server can go on after an id, it does by hand what EventSource does unseen: after a loss it waits as long as `retry`
 * asks, comes back with `Last-Event-ID`, and stays away after any answer but an event stream.
 */
export class WireConnection {
  /** @type {AbortController | null} of the request or the wait under way */
  #current = null;

  /** @type {WireState} */
  #state = 'closed';

  /** A token to send in the header, or empty. */
  token = '';

  #assembler = new EventAssembler();
  #bytes = 0;
  #since = 0;

  /**
   * @param {object} of
   * @param {string} of.address
   * @param {boolean} of.resumes
   * @param {WireView} of.view
   * @param {Connections} of.connections
   * @param {Listener} of.listener
   */
  constructor({ address, resumes, view, connections, listener }) {
    this.address = address;
    this.resumes = resumes;
    this.view = view;
    this.connections = connections;
    this.listener = listener;
  }

  /** @returns {string} the id after which it would go on, or empty */
  get lastEventId() {
    return this.#assembler.lastEventId;
  }

  /** @param {string} lastEventId empty: from the beginning */
  async start(lastEventId) {
    this.stop();
    this.#assembler = new EventAssembler();
    this.#assembler.startAfter(lastEventId);
    for (let request = 1; ; request++) {
      const outcome = await this.#request(request);
      if (outcome === 'stopped') {
        return;
      }
      this.#remarkEnd(outcome);
      if (outcome === 'refused' || !this.resumes) {
        break;
      }
      if (!(await this.#countDown(this.#assembler.retry))) {
        return;
      }
    }
    this.#current = null;
    this.#enter('closed');
    this.listener.settled();
  }

  stop() {
    if (!this.#current) {
      return;
    }
    this.#current.abort('stopped');
    this.#current = null;
    if (this.#state !== 'reconnecting') {
      this.#remarkEnd('stopped');
    }
    this.#enter('closed');
  }

  /** Breaks the connection off in the middle, as a lost network would. */
  cut() {
    if (this.#state === 'open') {
      this.#current?.abort('cut');
    }
  }

  /**
   * @param {number} request
   * @returns {Promise<Outcome>}
   */
  async #request(request) {
    const { signal } = (this.#current = new AbortController());
    /** @type {Record<string, string>} */
    const headers = { Accept: 'text/event-stream' };
    if (this.#assembler.lastEventId) {
      headers['Last-Event-ID'] = this.#assembler.lastEventId;
    }
    this.#bytes = 0;
    this.#since = performance.now();
    this.#enter('connecting');
    if (this.token) {
      headers.Authorization = `Bearer ${this.token}`;
    }
    this.view.request(this.address, this.token ? { ...headers, Authorization: `Bearer ${this.token.slice(0, 8)}…` } : headers);
    const waiting = this.view.remark('wire.waiting');
    signal.addEventListener('abort', () => waiting.remove());
    const connection = this.connections.want();
    try {
      const response = await fetch(this.address, { headers, cache: 'no-store', signal });
      connection.opened();
      waiting.remove();
      return await this.#read(response, signal, request);
    } catch {
      // Aborted by stop() or cut(), which say so as the reason, or the network failed.
      waiting.remove();
      return signal.aborted ? signal.reason : 'lost';
    } finally {
      connection.ended();
    }
  }

  /**
   * @param {Response} response
   * @param {AbortSignal} signal
   * @param {number} request
   * @returns {Promise<Outcome>}
   */
  async #read(response, signal, request) {
    this.view.response(response);
    const isEventStream = /^text\/event-stream\s*(;|$)/i.test(response.headers.get('Content-Type') ?? '');
    if (response.status !== 200 || !isEventStream || !response.body) {
      const detail = await problemOf(response);
      if (detail) {
        this.view.detail(detail);
      }
      this.view.remark(response.status === 204 ? 'wire.finished' : 'wire.refused');
      return 'refused';
    }
    this.listener.answered?.(response, this.#assembler.lastEventId);
    this.#since = performance.now();
    this.#enter('open');
    await readLines(response.body, (lines, byteLength) => {
      // What arrived together with the end of our interest is no longer ours.
      if (!signal.aborted) {
        this.#bytes += byteLength;
        this.#take(lines, request);
      }
    });
    return 'ended';
  }

  /**
   * @param {Line[]} lines
   * @param {number} request
   */
  #take(lines, request) {
    this.view.lines(lines, this.#seconds());
    for (const line of lines) {
      const event = line.belated ? null : this.#assembler.take(line.text);
      if (event) {
        this.listener.event(event, request);
      }
    }
  }

  /** @param {Outcome} outcome */
  #remarkEnd(outcome) {
    if (this.#assembler.unfinished) {
      this.view.remark('wire.discarded');
    }
    this.#assembler.discard();
    if (outcome !== 'refused') {
      const seconds = this.#seconds().toFixed(1);
      this.view.remark(`wire.${outcome}`, { bytes: this.#bytes, seconds, id: this.#assembler.lastEventId || '–' });
    }
  }

  #seconds() {
    return (performance.now() - this.#since) / 1000;
  }

  /**
   * @param {number} retry
   * @returns {Promise<boolean>} false: stopped meanwhile
   */
  #countDown(retry) {
    const abort = new AbortController();
    this.#current = abort;
    this.#enter('reconnecting');
    const since = performance.now();
    const left = () => Math.max(0, retry - (performance.now() - since));
    const values = () => ({ retry, seconds: (left() / 1000).toFixed(1) });
    const remark = this.view.remark('wire.countdown', values());
    return new Promise((resolve) => {
      const step = setInterval(() => {
        if (left() > 0) {
          this.view.rephrase(remark, 'wire.countdown', values());
          return;
        }
        clearInterval(step);
        this.view.rephrase(remark, 'wire.countedDown', { retry, seconds: ((performance.now() - since) / 1000).toFixed(1) });
        resolve(true);
      }, COUNTDOWN_STEP_MS);
      abort.signal.addEventListener('abort', () => {
        clearInterval(step);
        remark.remove();
        resolve(false);
      });
    });
  }

  /** @param {WireState} state */
  #enter(state) {
    this.#state = state;
    this.listener.state(state);
  }
}
