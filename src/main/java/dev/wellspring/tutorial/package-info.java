/**
 * The seven lessons: what Server-Sent Events are, one small resource each, to be read from top to bottom.
 *
 * <ol>
 *   <li>{@link dev.wellspring.tutorial.BasicStream}: data, and the empty line that ends an event
 *   <li>{@link dev.wellspring.tutorial.JsonStream}: JSON as data
 *   <li>{@link dev.wellspring.tutorial.EventsStream}: named events
 *   <li>{@link dev.wellspring.tutorial.ReconnectStream}: ids, and going on after a lost connection
 *   <li>{@link dev.wellspring.tutorial.MultifieldStream}: several fields and several lines in one event
 *   <li>{@link dev.wellspring.tutorial.ClockStream}: a stream without end, shared by all who watch
 *   <li>{@link dev.wellspring.tutorial.HeartbeatStream}: comments that keep a silent connection alive
 * </ol>
 *
 * <p>Every lesson injects {@code Sse} and {@code SseEventSink}, builds {@code OutboundSseEvent}s, and is played on the
 * managed executor by a {@link dev.wellspring.tutorial.Pace}: no lesson sleeps, none holds a thread between two events.
 * The rest of the application does not know this room.
 */
@NullMarked
package dev.wellspring.tutorial;

import org.jspecify.annotations.NullMarked;
