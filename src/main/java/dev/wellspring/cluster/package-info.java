/**
 * The log that nodes share: {@link dev.wellspring.cluster.RedisEventLog}, one stream of Redis or Valkey.
 *
 * <pre>
 *   append ──▶ dev.wellspring.journal ──one call of a script──▶ Redis: counter, stream, index, retention
 *                                                                  │
 *   every node's RedisTail, waiting in XREAD ◀────────────────────┘
 *        └──▶ Telling ──▶ the tail listener; TailProgress ──▶ then the publishers' futures
 *
 *   readAfter, find ──▶ RedisReaders ──▶ a few connections of their own
 * </pre>
 *
 * <p>The order of the stream is the order for all nodes, for the node that appends as well: nobody is told of an update
 * but by the tail. An entry's id is {@code <place>-<epoch>}, so places are found without an index, and an entry says which
 * life of the log it is from.
 */
@NullMarked
package dev.wellspring.cluster;

import org.jspecify.annotations.NullMarked;
