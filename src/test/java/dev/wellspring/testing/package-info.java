/** What the tests share: a client that hides nothing, the container that we ship, and time that the test moves. */
@NullMarked
package dev.wellspring.testing;

import org.jspecify.annotations.NullMarked;
