/**
 * The log on this node: {@link dev.wellspring.history.SqliteEventLog}, which keeps updates on disk, and
 * {@link dev.wellspring.history.MemoryEventLog}, which does not.
 *
 * <pre>
 *   append ──▶ dev.wellspring.journal ──one transaction──▶ Store (SQLite, memory)
 *
 *   readAfter, find ──▶ Readers ──▶ connections of their own, never waiting for the writer
 * </pre>
 */
@NullMarked
package dev.wellspring.history;

import org.jspecify.annotations.NullMarked;
