// @ts-check

import { write } from './language.js';

const COPIED_FOR_MS = 2000;

/**
 * Shows how to watch the same stream in a terminal, with a button that copies it.
 *
 * @param {HTMLElement} section
 * @param {string} address
 * @param {Record<string, string>} headers
 */
export function showCurlLine(section, address, headers) {
  const line = /** @type {HTMLElement} */ (section.querySelector('[data-curl]'));
  const button = /** @type {HTMLButtonElement} */ (section.querySelector('[data-action="copy"]'));
  const options = Object.entries(headers).map(([name, value]) => `-H "${name}: ${value}" `);
  line.textContent = `curl -N ${options.join('')}${new URL(address, document.baseURI)}`;
  offerCopy(line, button);
}

/**
 * Lets a button copy what a line says when it is pressed.
 *
 * @param {HTMLElement} line
 * @param {HTMLButtonElement} button
 */
export function offerCopy(line, button) {
  button.addEventListener('click', async () => {
    write(button, (await copy(line)) ? 'copied' : 'selected');
    setTimeout(() => write(button, 'copy'), COPIED_FOR_MS);
  });
}

/**
 * @param {HTMLElement} element
 * @returns {Promise<boolean>} false: its text is only selected
 */
async function copy(element) {
  try {
    // Absent on plain HTTP, except on localhost.
    await navigator.clipboard.writeText(element.textContent ?? '');
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return false;
  }
}
