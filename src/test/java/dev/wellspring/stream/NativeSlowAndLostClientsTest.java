package dev.wellspring.stream;

/** Streams whose connections are handed over. */
class NativeSlowAndLostClientsTest extends SlowAndLostClientsContract {

    NativeSlowAndLostClientsTest() {
        super(Transports.fastest(WRITE_TIMEOUT));
    }
}
