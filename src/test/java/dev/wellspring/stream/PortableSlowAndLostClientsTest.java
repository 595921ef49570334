package dev.wellspring.stream;

/** Streams that stay in their requests. */
class PortableSlowAndLostClientsTest extends SlowAndLostClientsContract {

    PortableSlowAndLostClientsTest() {
        super(Transports.portable());
    }
}
