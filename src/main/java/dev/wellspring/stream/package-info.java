/**
 * One open response: the non-blocking {@link jakarta.ws.rs.sse.SseEventSink}, its bounded outbox, and how both plug into
 * Jersey.
 *
 * <p>Jersey keeps what it is good at, the <em>control plane</em>: routing, filters, headers, errors, the decision that
 * a response starts. This room owns the <em>data plane</em>: from the moment the headers are out, bytes go through an
 * {@link dev.wellspring.stream.Outbox} to a {@link dev.wellspring.stream.Wire}, and no thread ever waits for a client.
 *
 * <pre>
 *   resource ── send ──▶ StreamSink ── bytes ──▶ Outbox ──▶ Wire ──▶ socket
 *                          ▲   │ open, once                  │
 *                       Jersey ┘ (status, headers)           └── ready again, error, completed
 * </pre>
 *
 * <p>Resources see nothing of it: they inject {@code Sse} and {@code SseEventSink} as Jakarta REST has it.
 */
@NullMarked
package dev.wellspring.stream;

import org.jspecify.annotations.NullMarked;
