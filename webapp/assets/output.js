// @ts-check

/** The lines a stream has written for its reader. Whatever a server sends is text here, never markup. */

/** More than any lesson sends in one run, and little enough to stay cheap through a day of heartbeats. */
const KEPT_LINES = 500;

/**
 * Adds a line to an output and shows it.
 *
 * @param {string} elementId
 * @param {string} text
 */
export function appendOutput(elementId, text) {
  const output = outputElement(elementId);
  const line = document.createElement('div');
  line.textContent = text;
  output.append(line);
  while (output.childElementCount > KEPT_LINES) {
    output.firstElementChild?.remove();
  }
  output.scrollTop = output.scrollHeight;
}

/**
 * Replaces all of an output by one bold line.
 *
 * @param {string} elementId
 * @param {string} text
 */
export function replaceOutput(elementId, text) {
  const strong = document.createElement('strong');
  strong.textContent = text;
  outputElement(elementId).replaceChildren(strong);
}

/** @param {string} elementId */
export function clearOutput(elementId) {
  outputElement(elementId).replaceChildren();
}

/** @param {string} elementId */
function outputElement(elementId) {
  const output = document.getElementById(elementId);
  if (!output) {
    throw new Error(`no element with id ${elementId}`);
  }
  return output;
}
