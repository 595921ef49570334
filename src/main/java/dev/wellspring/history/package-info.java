/**
 * The log on this node: {@link dev.wellspring.history.SqliteEventLog}, which keeps updates on disk, and
 * {@link dev.wellspring.history.MemoryEventLog}, which does not.
 *
 * <pre>
 *   append ──▶ AppendQueue ──all that wait──▶ Writer ──one transaction──▶ Store (SQLite, memory)
 *              bounded                          │ committed
 *                                               ├──▶ the tail listener, on the writer's thread
 *                                               └──▶ the publishers' futures, on a thread of their own
 *
 *   readAfter, find ──▶ Readers ──▶ connections of their own, never waiting for the writer
 * </pre>
 *
 * <p>Both logs share the upper half: the order of the queue is the order of sequences, of the tail and of the answers.
 */
@NullMarked
package dev.wellspring.history;

import org.jspecify.annotations.NullMarked;
