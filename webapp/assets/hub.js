// @ts-check

import { offerCopy } from './curl-line.js';
import { HubVerdict } from './hub-verdict.js';
import { write } from './language.js';
import { appendOutput, clearOutput } from './output.js';
import { problemOf } from './problem.js';
import { addStreamParts } from './stream-parts.js';
import { Subscription } from './subscription.js';
import { WireConnection } from './wire-connection.js';
import { WireView } from './wire-view.js';

/** @typedef {import('./connections.js').Connections} Connections */

const ADDRESS = '.well-known/mercure';
const OUTPUT = 'hub-output';

/** Grants everything on a server in demo mode, and nothing anywhere else: its secret is in every copy of the protocol's examples. */
const DEMO_TOKEN =
  'eyJhbGciOiJIUzI1NiJ9.eyJtZXJjdXJlIjp7InB1Ymxpc2giOlsiKiJdLCJzdWJzY3JpYmUiOlsiKiJdfX0.bVXdlWXwfw9ySx7-iV5OpUSHo34RkjUdVzDLBcc6l_g';

/** The types the page always listens for; those that are published from here are added. */
const TYPES = ['message', 'mercure', 'wellspring-gap'];

/** How one subscribes, by the parameter's name: also in the address of the page, for a tab that another has opened. */
const MATCHERS = ['topic', 'match', 'match_urlpattern'];

/** The section with the hub: subscribe and publish, with EventSource and, beside it, as bytes. */
export class HubView {
  /** @type {Subscription | null} */
  #subscription = null;

  #heard = new Set(TYPES);

  /**
   * @param {HTMLElement} section
   * @param {Connections} connections
   */
  constructor(section, connections) {
    this.section = section;
    this.connections = connections;
    const { state, sides, curl } = addStreamParts(section, 'hub');
    sides.after(curl);
    this.state = state;
    this.raw = /** @type {HTMLInputElement} */ (this.#part('[data-action="raw"]'));
    this.cut = this.#part('[data-action="cut"]');
    this.curl = this.#part('[data-curl]');
    this.publishCurl = this.#part('[data-hub-curl]');
    this.tab = /** @type {HTMLAnchorElement} */ (this.#part('[data-hub-tab]'));
    this.published = this.#part('[data-published]');
    this.verdict = new HubVerdict(this.#part('[data-verdict]'));
    this.wireView = new WireView(this.#part('[data-wire]'));
    this.wire = this.#makeWire();
    this.#enter('closed');
    this.#listen();
    this.#showLines();
  }

  start() {
    this.stop();
    clearOutput(OUTPUT);
    this.wireView.clear();
    this.verdict.begin();
    const after = this.#value('cursor');
    this.#carryToken();
    this.#enter('connecting');
    this.#subscription = this.#subscribe(after);
    this.#startWire(after);
  }

  stop() {
    this.wire.stop();
    if (this.#subscription) {
      this.#subscription.close();
      this.#subscription = null;
      this.#enter('closed');
      this.#dropToken();
    }
  }

  /** Does what the address of the page asks for: another tab has opened it. */
  resume() {
    const asked = new URLSearchParams(location.search);
    const matcher = MATCHERS.find((name) => asked.has(name));
    if (matcher) {
      this.#field('matcher').value = matcher;
      this.#field('pattern').value = asked.get(matcher) ?? '';
      this.#showLines();
      this.start();
    }
  }

  hideWire() {
    this.raw.checked = false;
    this.#showWire();
  }

  async publish() {
    const type = this.#value('type');
    this.#hear(type || 'message');
    const fields = new URLSearchParams(this.#update());
    const token = this.#value('token');
    /** @type {Record<string, string>} */
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    try {
      // Without cookies: the token is what this section has been given, or there is none.
      const response = await fetch(ADDRESS, { method: 'POST', headers, body: fields, credentials: 'omit' });
      if (response.ok) {
        this.#tell('published', { id: await response.text() });
      } else {
        this.#tell('refused', { status: response.status, detail: await problemOf(response) });
      }
    } catch {
      this.#tell('unreachable');
    }
  }

  /** @param {string} after */
  #subscribe(after) {
    const query = this.#query();
    if (after) {
      query.set('last_event_id', after);
    }
    const writes = Object.fromEntries([...this.#heard].map((type) => [type, () => '']));
    return new Subscription(`${ADDRESS}?${query}`, { name: 'hub', called: 'Hub', writes }, this.connections, {
      opened: () => this.#enter('open'),
      received: (event) => this.#received(event),
      lost: () => this.#enter('reconnecting'),
      failed: () => {
        this.#subscription = null;
        this.#enter('closed');
      },
      finished: () => {},
    });
  }

  /** @param {MessageEvent} event */
  #received({ type, data, lastEventId }) {
    appendOutput(OUTPUT, `${type === 'message' ? '' : `[${type}] `}${data}`);
    if (type === 'wellspring-gap') {
      return;
    }
    this.verdict.witnessed(lastEventId);
    // Where a later subscription can go on.
    this.#field('cursor').value = lastEventId;
    this.#showLines();
  }

  #makeWire() {
    return new WireConnection({
      address: ADDRESS,
      resumes: true,
      view: this.wireView,
      connections: this.connections,
      listener: {
        state: (state) => {
          this.#showWhetherToCut(state === 'open');
          this.wireView.region.dataset.wire = state;
          this.verdict.readerIs(state === 'open');
        },
        answered: ({ headers }, asked) => {
          const told = headers.get('Mercure-Last-Event-ID') ?? headers.get('Last-Event-ID');
          if (asked && told !== asked) {
            this.verdict.lost(asked);
          }
        },
        event: ({ type, id }, request) => {
          this.#showWhetherToCut(true);
          if (this.#heard.has(type) && type !== 'wellspring-gap') {
            this.verdict.read(id, request);
          }
        },
        settled: () => {},
      },
    });
  }

  /** @param {string} after */
  #startWire(after) {
    if (this.raw.checked) {
      this.wire.address = `${ADDRESS}?${this.#query()}`;
      this.wire.token = this.#value('token');
      this.wire.start(after);
    }
  }

  #showWire() {
    this.section.classList.toggle('without-wire', !this.raw.checked);
    if (!this.raw.checked) {
      this.wire.stop();
    } else if (this.#subscription) {
      this.verdict.begin();
      this.#startWire('');
    }
  }

  /** @param {boolean} open  whether there is a connection; one that has no id yet could not be resumed */
  #showWhetherToCut(open) {
    this.cut.setAttribute('aria-disabled', String(!open || !this.wire.lastEventId));
  }

  /** @param {string} type */
  #hear(type) {
    if (!this.#heard.has(type)) {
      this.#heard.add(type);
      this.#subscription?.hear(type);
    }
  }

  #query() {
    return new URLSearchParams({ [this.#value('matcher')]: this.#value('pattern'), gap: 'event' });
  }

  /** @returns {[string, string][]} the fields of the update in the form */
  #update() {
    const privately = /** @type {HTMLInputElement} */ (this.#field('private')).checked;
    return [
      ['topic', this.#value('topic')],
      ['data', this.#value('data')],
      ...optional('type', this.#value('type')),
      ...optional('id', this.#value('id')),
      ...optional('private', privately ? 'on' : ''),
    ];
  }

  /** An EventSource cannot send headers; what browsers send by themselves is a cookie, and only to the hub. */
  #carryToken() {
    const token = this.#value('token');
    if (token && /^[A-Za-z0-9._~+/=-]+$/.test(token)) {
      document.cookie = `${this.#cookie()}=${token}; ${this.#cookieAttributes()}`;
    } else {
      this.#dropToken();
    }
  }

  #dropToken() {
    document.cookie = `${this.#cookie()}=; max-age=0; ${this.#cookieAttributes()}`;
  }

  #cookie() {
    return location.protocol === 'https:' ? '__Secure-mercure_access_token' : 'mercureAuthorization';
  }

  #cookieAttributes() {
    const path = new URL(ADDRESS, document.baseURI).pathname;
    return `path=${path}; samesite=strict${location.protocol === 'https:' ? '; secure' : ''}`;
  }

  #showLines() {
    const authorization = this.#value('token') ? '-H "Authorization: Bearer $TOKEN" ' : '';
    const hub = String(new URL(ADDRESS, document.baseURI));
    const query = this.#query();
    const cursor = this.#value('cursor');
    const after = cursor ? `-H ${quoted(`Last-Event-ID: ${cursor}`)} ` : '';
    this.curl.textContent = `curl -N ${authorization}${after}${quoted(`${hub}?${query}`)}`;
    const fields = this.#update().map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)} `);
    this.publishCurl.textContent = `curl -H "Authorization: Bearer $TOKEN" ${fields.join('')}${hub}`;
    query.delete('gap');
    this.tab.href = `?${query}#hub`;
  }

  #listen() {
    const forms = /** @type {Record<string, () => void>} */ ({
      subscribe: () => this.start(),
      publish: () => void this.publish(),
    });
    for (const [name, act] of Object.entries(forms)) {
      this.#part(`[data-hub-form="${name}"]`).addEventListener('submit', (event) => {
        event.preventDefault();
        act();
      });
    }
    this.#part('[data-action="unsubscribe"]').addEventListener('click', () => this.stop());
    this.cut.addEventListener('click', () => {
      if (this.cut.getAttribute('aria-disabled') !== 'true') {
        this.wire.cut();
      }
    });
    this.#part('[data-action="demo-token"]').addEventListener('click', () => {
      this.#field('token').value = DEMO_TOKEN;
      this.#showLines();
    });
    this.raw.addEventListener('change', () => this.#showWire());
    // The cookie must not outlive the subscription.
    addEventListener('pagehide', () => this.stop());
    this.section.addEventListener('input', () => this.#showLines());
    offerCopy(this.curl, /** @type {HTMLButtonElement} */ (this.#part('[data-action="copy"]')));
    offerCopy(this.publishCurl, /** @type {HTMLButtonElement} */ (this.#part('[data-hub-copy]')));
  }

  /** @param {'closed' | 'connecting' | 'open' | 'reconnecting'} state */
  #enter(state) {
    this.state.dataset.state = state;
    write(this.state, `state.${state}`);
  }

  /**
   * @param {'published' | 'refused' | 'unreachable'} outcome
   * @param {Record<string, string | number>} [values]
   */
  #tell(outcome, values) {
    this.published.dataset.published = outcome;
    write(this.published, `hub.${outcome}`, values);
  }

  /** @param {string} name */
  #value(name) {
    return name === 'data' ? this.#field(name).value : this.#field(name).value.trim();
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#part(`[data-hub-field="${name}"]`));
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.section.querySelector(selector));
  }
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {[string, string][]}
 */
function optional(name, value) {
  return value ? [[name, value]] : [];
}

/** @param {string} text  as one word of a shell */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
