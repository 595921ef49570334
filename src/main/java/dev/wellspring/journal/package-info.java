/**
 * What the logs have in common: the queue of updates that wait to be kept, the one thread that brings them to a store, and
 * how much is kept.
 *
 * <pre>
 *   append ──▶ AppendQueue ──all that wait──▶ Writer ──one commit──▶ Store (SQLite, memory, Redis)
 *              bounded                          │ kept
 *                                               ├──▶ the tail listener, on the writer's thread
 *                                               └──▶ the publishers' futures, on a thread of their own
 * </pre>
 *
 * <p>The order of the queue is the order of sequences, of the tail and of the answers. Where several nodes write to one
 * store, the writer has no tail listener: the log hears from the store what all of them have appended.
 */
@NullMarked
package dev.wellspring.journal;

import org.jspecify.annotations.NullMarked;
