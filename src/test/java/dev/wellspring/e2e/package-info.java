/** The page in a real browser: the installed Chromium, driven by Playwright with the installed Node. */
package dev.wellspring.e2e;
