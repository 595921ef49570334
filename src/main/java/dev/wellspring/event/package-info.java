/**
 * What one event is, and how it looks as {@code text/event-stream} bytes.
 *
 * <p>The only encoder of the project lives here: everything that reaches a socket as an event went through
 * {@link dev.wellspring.event.EventEncoder}. The room knows nothing but the JDK.
 */
@NullMarked
package dev.wellspring.event;

import org.jspecify.annotations.NullMarked;
