// @ts-check

/** Puts the page together: language, connections, one view for each stream, the hub, and the tutorial's functions for the console. */

import { showConnections } from './connection-notice.js';
import { Connections, protocolOfThisPage } from './connections.js';
import { HubView } from './hub.js';
import { speakFirst } from './language.js';
import { lessons } from './lessons.js';
import { appendOutput } from './output.js';
import { StreamView } from './stream-view.js';

speakFirst();

const header = /** @type {HTMLElement} */ (document.querySelector('.bar'));
const connections = new Connections(protocolOfThisPage());
showConnections(header, connections);

const views = lessons.map((lesson) => {
  const section = /** @type {HTMLElement} */ (document.querySelector(`[data-lesson="${lesson.name}"]`));
  return new StreamView(section, lesson, connections);
});

const hub = new HubView(/** @type {HTMLElement} */ (document.querySelector('[data-hub]')), connections);
const all = [...views, hub];

header.querySelector('[data-action="raw-off"]')?.addEventListener('click', () => all.forEach((view) => view.hideWire()));
header.querySelector('[data-action="stop-all"]')?.addEventListener('click', () => all.forEach((view) => view.stop()));

/** @type {Record<string, unknown>} */
const forTheConsole = { appendOutput };
for (const view of views) {
  forTheConsole[`start${view.lesson.called}SSE`] = () => view.start();
  forTheConsole[`stop${view.lesson.called}SSE`] = () => view.stop();
}
Object.assign(window, forTheConsole);

all.forEach((view) => view.resume());
