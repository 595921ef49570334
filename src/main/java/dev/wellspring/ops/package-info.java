/**
 * What an operator sees: metrics, health, and the lines of the log that say what became of a request.
 *
 * <p>The other rooms do not know that they are watched: they tell their listeners
 * ({@link dev.wellspring.hub.HubListener}, {@link dev.wellspring.hub.LogListener},
 * {@link dev.wellspring.stream.StreamListener}), which are implemented here.
 */
@NullMarked
package dev.wellspring.ops;

import org.jspecify.annotations.NullMarked;
