package dev.wellspring.history;

/** What an acknowledged update has survived. Either way nothing is lost if the process dies or is killed. */
public enum Durability {

    /**
     * It is on the disk: each acknowledgement waits for a sync, shared by all updates that wait for one. Nothing
     * acknowledged is lost at a power cut, as far as the disk tells the truth.
     */
    ALWAYS,

    /**
     * It is with the operating system, which is made to write it to the disk at intervals. If the machine loses power
     * or its kernel fails, what was acknowledged since the last sync may be lost: at most the interval, plus the time
     * the last transaction took. What is lost is the newest, never something in between; its places and ids are not
     * given to other updates, and a client that has seen one of them is not taken for up to date.
     */
    INTERVAL
}
