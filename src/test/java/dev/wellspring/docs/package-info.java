/** Holds what is written to what is built: settings, addresses, tokens. */
@NullMarked
package dev.wellspring.docs;

import org.jspecify.annotations.NullMarked;
