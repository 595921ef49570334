// @ts-check

/** The doctor's page: runs the examination, shows how far it is, what was found, and the whole of it as JSON. */

import { Connections, protocolOfThisPage } from './connections.js';
import { offerCopy } from './curl-line.js';
import { findingsOf } from './doctor-findings.js';
import * as measure from './doctor-measure.js';
import { doctorTexts } from './doctor-texts.js';
import { speakFirst, write } from './language.js';
import { texts } from './texts.js';

/** @typedef {import('./doctor-findings.js').Finding} Finding */
/** @typedef {import('./doctor-measure.js').Measured} Measured */

/** How long what comes before the heartbeats takes, about: for the progress only. */
const BEFORE_HEARTBEATS_MS = 5_000;

const TICK_MS = 200;

Object.assign(texts, doctorTexts);
speakFirst();

const section = /** @type {HTMLElement} */ (document.querySelector('[data-doctor]'));
const form = /** @type {HTMLFormElement} */ (part('[data-doctor-form]'));
const pageField = /** @type {HTMLInputElement} */ (part('[data-doctor-page]'));
const stage = part('[data-doctor-stage]');
const progress = /** @type {HTMLProgressElement} */ (part('[data-doctor-progress]'));
const verdict = part('[data-verdict]');
const list = part('[data-findings]');
const report = part('[data-doctor-report]');
const json = part('[data-doctor-json]');

// It hears from the other tabs how many connections they have, which is why it is made at once.
const connections = new Connections(protocolOfThisPage());

/** @type {AbortController | null} */
let running = null;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void examine();
});
part('[data-action="stop"]').addEventListener('click', () => running?.abort());
offerCopy(json, /** @type {HTMLButtonElement} */ (part('[data-action="copy"]')));

async function examine() {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  begin();
  try {
    const measured = await take(mine.signal);
    show(measured, findingsOf(measured));
  } catch (problem) {
    if (running === mine) {
      fail(mine.signal.aborted ? 'stopped' : 'unreachable', problem);
    }
  } finally {
    // Stops what is still open where one of several has failed; and nobody else's clock runs on.
    mine.abort();
    if (running === mine) {
      running = null;
      progress.hidden = true;
    }
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<Measured>}
 */
async function take(signal) {
  const page = pageField.value.trim();
  write(stage, 'doctor.stage.requests');
  const gets = [await measure.get(page, signal), await measure.get(page, signal), await measure.get(page, signal)];
  const post = await measure.post(page, signal);
  write(stage, 'doctor.stage.pulse');
  const pulse = await measure.pulse(signal);
  write(stage, 'doctor.stage.many');
  const otherTabs = connections.others;
  const many = await measure.many(signal);
  const heartbeat = gets[0].seen.heartbeat;
  const [heartbeats, hub] = heartbeat > 0 ? await listen(heartbeat, signal) : [null, null];
  return {
    secure: location.protocol === 'https:',
    origin: location.origin,
    address: String(new URL('.', document.baseURI)),
    gets,
    post,
    pulse,
    many,
    otherTabs,
    heartbeats,
    hub,
  };
}

/**
 * The long part, with a bar that tells how much of it is left.
 *
 * @param {number} heartbeat
 * @param {AbortSignal} signal
 */
async function listen(heartbeat, signal) {
  const begun = performance.now();
  const whole = measure.patience(heartbeat);
  const tick = () => {
    const passed = Math.min(performance.now() - begun, whole);
    progress.value = (BEFORE_HEARTBEATS_MS + passed) / (BEFORE_HEARTBEATS_MS + whole);
    write(stage, 'doctor.stage.heartbeats', { passed: Math.round(passed / 1000), whole: Math.round(whole / 1000) });
  };
  const ticking = setInterval(tick, TICK_MS);
  tick();
  try {
    return await Promise.all([measure.heartbeats(heartbeat, signal), measure.hub(heartbeat, signal)]);
  } finally {
    clearInterval(ticking);
  }
}

function begin() {
  section.dataset.doctor = 'running';
  list.replaceChildren();
  report.hidden = true;
  progress.hidden = false;
  progress.removeAttribute('value');
  tell('pending', 'doctor.verdict.running');
}

/**
 * @param {Measured} measured
 * @param {Finding[]} findings
 */
function show(measured, findings) {
  list.replaceChildren(...findings.map(entry));
  json.textContent = JSON.stringify(reportOf(measured, findings), null, 2);
  report.hidden = false;
  section.dataset.doctor = 'done';
  stage.replaceChildren();
  stage.removeAttribute('data-text');
  const wrong = findings.filter(({ severity }) => severity === 'wrong').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const unknown = findings.filter(({ severity }) => severity === 'unknown').length;
  if (wrong + warnings + unknown === 0) {
    tell('pass', 'doctor.verdict.good', { good: findings.length });
  } else {
    tell(wrong ? 'fail' : 'pending', 'doctor.verdict.mixed', { wrong, warnings, unknown });
  }
}

/**
 * @param {'stopped' | 'unreachable'} why
 * @param {unknown} problem
 */
function fail(why, problem) {
  section.dataset.doctor = why;
  stage.replaceChildren();
  stage.removeAttribute('data-text');
  const detail = problem instanceof Error ? problem.message : '';
  tell(why === 'stopped' ? 'pending' : 'fail', `doctor.verdict.${why}`, { detail });
}

/**
 * @param {'pending' | 'pass' | 'fail'} state
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
function tell(state, key, values) {
  verdict.dataset.verdict = state;
  write(verdict, key, values);
}

/** @param {Finding} finding */
function entry({ check, severity, says, values, remedies }) {
  const item = document.createElement('li');
  item.className = 'finding';
  item.dataset.finding = check;
  item.dataset.severity = severity;
  item.dataset.says = says;
  const title = document.createElement('p');
  title.append(
    spoken('span', 'finding-severity', `doctor.severity.${severity}`),
    spoken('span', 'finding-title', `doctor.${check}.title`),
  );
  item.append(title, spoken('p', 'finding-says', `doctor.${check}.${says}`, values), ...remedies.map(remedyLine));
  return item;
}

/** @param {import('./doctor-findings.js').Remedy} remedy */
function remedyLine({ where, line }) {
  const paragraph = document.createElement('p');
  paragraph.className = 'remedy';
  paragraph.dataset.remedy = where;
  const code = document.createElement('code');
  code.lang = 'en';
  code.textContent = line;
  paragraph.append(spoken('span', 'remedy-where', `doctor.where.${where}`), code);
  return paragraph;
}

/**
 * @param {string} tag
 * @param {string} name
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
function spoken(tag, name, key, values) {
  const element = document.createElement(tag);
  element.className = name;
  write(element, key, values);
  return element;
}

/**
 * What somebody is given who is asked for help: the findings, in English, and what they were made of.
 *
 * @param {Measured} measured
 * @param {Finding[]} findings
 */
function reportOf(measured, findings) {
  return {
    examined: new Date().toISOString(),
    address: measured.address,
    browser: navigator.userAgent,
    findings: findings.map(({ check, severity, says, values, remedies }) => ({
      check,
      severity,
      says: english(`doctor.${check}.${says}`, values),
      values,
      remedies,
    })),
    streams: { pulse: courseOf(measured.pulse), heartbeats: courseOf(measured.heartbeats), hub: courseOf(measured.hub) },
  };
}

/** @param {import('./doctor-measure.js').Course | null} course */
function courseOf(course) {
  return course && { ...course, headers: Object.fromEntries(course.headers) };
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} values
 */
function english(key, values) {
  return texts[key].en.replace(/\{(\w+)\}/g, (_, name) => String(values[name])).replaceAll('`', '');
}

/** @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (section.querySelector(selector));
}
