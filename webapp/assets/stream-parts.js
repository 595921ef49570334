// @ts-check

/**
 * Gives a section what every stream has besides its own words: the state, the side with the bytes, the line for curl.
 *
 * @param {HTMLElement} section  with `.controls` and `.sides`
 * @param {string} name  of the stream: the beginning of ids
 */
export function addStreamParts(section, name) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('stream-parts'));
  const parts = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const [state, side, curl] = parts.children;
  const heading = /** @type {HTMLElement} */ (side.querySelector('h3'));
  heading.id = `${name}-wire`;
  side.querySelector('[data-wire]')?.setAttribute('aria-labelledby', `${name}-title ${heading.id}`);
  const sides = /** @type {HTMLElement} */ (section.querySelector('.sides'));
  section.querySelector('.controls')?.append(state);
  sides.append(side);
  return { state: /** @type {HTMLElement} */ (state), sides, curl: /** @type {HTMLElement} */ (curl) };
}
