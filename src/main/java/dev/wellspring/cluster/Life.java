package dev.wellspring.cluster;

import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.SealedIds;
import dev.wellspring.hub.Update;

/**
 * One life of the log: from when its keys were made until they are lost.
 *
 * @param epoch its number, which every entry of the stream carries in its id
 * @param ids the ids of its updates
 */
record Life(long epoch, SealedIds ids) {

    static Life of(long epoch, byte[] secret) {
        return new Life(epoch, new SealedIds(secret, epoch));
    }

    LoggedUpdate logged(long place, Update update) {
        String own = update.id();
        return new LoggedUpdate(place, own == null ? ids.seal(place) : own, update);
    }
}
