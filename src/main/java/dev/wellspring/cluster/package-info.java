/**
 * What nodes share over Redis or Valkey: a log, and who is subscribed where.
 *
 * <p>The log is one stream: {@link dev.wellspring.cluster.RedisEventLog}.
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
 *
 * <p>Presence is a hash and a lease for each node: {@link dev.wellspring.cluster.RedisPresence}.
 *
 * <pre>
 *   enter, leave ──▶ PresenceQueue ──▶ PresenceWriter, one thread ──▶ OwnEntries ──▶ Redis: this node's hash and lease
 *                                           └──▶ Contact: in touch since when?
 *                                                   ▼
 *   Redis: leases that ran out ──▶ EndedNodes ──▶ PresenceWatch, one thread ──▶ the neighbour announces what is gone
 *
 *   others ──▶ OtherEntries ──▶ Redis: the other nodes' hashes
 * </pre>
 */
@NullMarked
package dev.wellspring.cluster;

import org.jspecify.annotations.NullMarked;
