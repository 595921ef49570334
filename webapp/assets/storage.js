// @ts-check

/**
 * What the browser keeps for this page. Storage may be switched off, full or forbidden, and the mere look at `localStorage`
 * may throw; the page then works all the same and forgets.
 */

/** Outlives the browser. */
export const browserMemory = memory(() => localStorage);

/** Outlives a reload, ends with the tab. */
export const tabMemory = memory(() => sessionStorage);

/** Two installations under one origin keep their own entries. */
const PREFIX = `wellspring:${new URL('.', location.href).pathname}:`;

/** @param {() => Storage} storage */
function memory(storage) {
  return {
    /**
     * @param {string} key
     * @returns {string | null}
     */
    recall(key) {
      return attempt(() => storage().getItem(PREFIX + key));
    },

    /**
     * @param {string} key
     * @param {string} value
     */
    keep(key, value) {
      attempt(() => storage().setItem(PREFIX + key, value));
    },

    /** @param {string} key */
    forget(key) {
      attempt(() => storage().removeItem(PREFIX + key));
    },
  };
}

/**
 * @template T
 * @param {() => T} access
 * @returns {T | null}
 */
function attempt(access) {
  try {
    return access();
  } catch {
    return null;
  }
}
