/**
 * The hub: publish, subscribe, replay and then live.
 *
 * <pre>
 *   publish ──▶ EventLog.append ──(one order, one sequence)──▶ the publisher's answer
 *                     │ tail
 *                     ▼
 *               Dispatcher ── which audiences? ── encode once ──▶ Chain of each audience
 *                                                                  ▲       ▲       ▲
 *                                                        the position of each subscription
 * </pre>
 *
 * <p>The room knows neither HTTP nor storage: the log is a port ({@link dev.wellspring.hub.EventLog}), and whoever
 * carries the bytes to a client pulls them from a {@link dev.wellspring.hub.Subscription}.
 */
@NullMarked
package dev.wellspring.hub;

import org.jspecify.annotations.NullMarked;
