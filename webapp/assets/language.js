// @ts-check

/**
 * The language of the page, Chinese or English, and the one way text gets into it.
 *
 * An element with `data-text` says the text of that key; what was filled in stays beside it in `data-text-values`, so a switch
 * of language rewrites everything on the page, also a line that appeared an hour ago. `data-text-into` names an attribute that
 * takes the text instead of the content. Only text nodes and code elements are
 * made: nothing is ever parsed as HTML.
 */

import { browserMemory } from './storage.js';
import { texts } from './texts.js';

/** @typedef {'zh' | 'en'} Language */

const KEY = 'language';

/** @type {Language} */
let current = 'zh';

/** Chooses the language of this visit and writes the page in it. */
export function speakFirst() {
  learnChineseFromThePage();
  const asked = new URLSearchParams(location.search).get('lang') ?? browserMemory.recall(KEY) ?? navigator.language;
  speak(asked.toLowerCase().startsWith('zh') ? 'zh' : 'en');

  for (const button of languageButtons()) {
    button.addEventListener('click', () => {
      const chosen = button.dataset.language === 'zh' ? 'zh' : 'en';
      browserMemory.keep(KEY, chosen);
      forgetLanguageInAddress();
      speak(chosen);
    });
  }
}

/**
 * Says the text of a key in an element, now and after every change of language.
 *
 * @param {Element} element
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function write(element, key, values) {
  element.setAttribute('data-text', key);
  if (values) {
    element.setAttribute('data-text-values', JSON.stringify(values));
  } else {
    element.removeAttribute('data-text-values');
  }
  render(element);
}

/** @param {Language} language */
function speak(language) {
  current = language;
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  speakingElements().forEach(render);
  for (const button of languageButtons()) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
}

/** @param {Element} element */
function render(element) {
  const text = texts[element.getAttribute('data-text') ?? ''];
  const values = JSON.parse(element.getAttribute('data-text-values') ?? '{}');
  const words = (text[current] ?? text.en).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  const attribute = element.getAttribute('data-text-into');
  if (attribute) {
    element.setAttribute(attribute, words);
    return;
  }
  element.replaceChildren(
    // Every second piece stood between backticks.
    ...words.split('`').map((piece, index) => (index % 2 ? codeElement(piece) : document.createTextNode(piece))),
  );
}

/** @param {string} text */
function codeElement(text) {
  const code = document.createElement('code');
  code.textContent = text;
  return code;
}

/** The Chinese of index.html stands only there; without it a switch back from English would find nothing. */
function learnChineseFromThePage() {
  for (const element of speakingElements().filter((one) => !one.hasAttribute('data-text-into'))) {
    texts[element.getAttribute('data-text') ?? ''].zh ??= [...element.childNodes]
      .map((node) => (node.nodeName === 'CODE' ? `\`${node.textContent}\`` : node.textContent))
      .join('');
  }
}

/** Also those in templates, which are not yet part of the document. */
function speakingElements() {
  const templates = [...document.querySelectorAll('template')].map((template) => template.content);
  return [document, ...templates].flatMap((root) => [...root.querySelectorAll('[data-text]')]);
}

/** The switch is the later word: an address with `?lang=` would otherwise win again at the next reload. */
function forgetLanguageInAddress() {
  const address = new URL(location.href);
  if (address.searchParams.has('lang')) {
    address.searchParams.delete('lang');
    history.replaceState(history.state, '', address);
  }
}

/** @returns {NodeListOf<HTMLButtonElement>} */
function languageButtons() {
  return document.querySelectorAll('[data-language]');
}
