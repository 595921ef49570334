// @ts-check

import { write } from './language.js';

/** @typedef {import('./connections.js').Connections} Connections */

/** @type {Record<string, string>} */
const SPOKEN = { h2: 'HTTP/2', h3: 'HTTP/3' };

/**
 * Shows protocol and number of connections in the header, and the banner while streams wait for each other.
 *
 * @param {HTMLElement} header
 * @param {Connections} connections
 */
export function showConnections(header, connections) {
  const protocol = part(header, '[data-protocol]');
  const count = part(header, '[data-connections]');
  const banner = part(header, '[data-banner]');
  const bannerText = part(header, '[data-banner-text]');

  protocol.textContent = SPOKEN[connections.protocol] ?? connections.protocol.toUpperCase();
  protocol.dataset.protocol = connections.protocol;

  const show = () => {
    const { own, others, limit, exhausted } = connections;
    count.dataset.connections = String(own);
    count.toggleAttribute('data-exhausted', exhausted);
    if (limit === null) {
      write(count, 'network.connections', { own });
      return;
    }
    write(count, others ? 'network.limitedTabs' : 'network.limited', { own, limit, others });
    if (exhausted && (banner.hidden || banner.dataset.wanted !== `${own}+${others}`)) {
      write(bannerText, others ? 'banner.fullTabs' : 'banner.full', { limit, others, wanted: own + others });
      banner.dataset.wanted = `${own}+${others}`;
    }
    banner.hidden = !exhausted;
  };
  connections.addEventListener('change', show);
  show();
}

/**
 * @param {HTMLElement} header
 * @param {string} selector
 */
function part(header, selector) {
  return /** @type {HTMLElement} */ (header.querySelector(selector));
}
