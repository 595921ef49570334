/**
 * What every HTTP answer of this application has in common, whichever room it comes from: cross-origin headers, errors
 * as problem details, the page's security headers.
 */
@NullMarked
package dev.wellspring.web;

import org.jspecify.annotations.NullMarked;
