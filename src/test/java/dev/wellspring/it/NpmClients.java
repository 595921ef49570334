package dev.wellspring.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** The clients from npm that {@code bin/test} installs beside their lock file, and the scripts that use them. */
public final class NpmClients {

    private NpmClients() {}

    /** Their directory; fails if nobody has installed them. */
    public static Path directory() {
        Path clients = Checkout.file("src/test/clients");
        if (!Files.isRegularFile(clients.resolve("node_modules/.package-lock.json"))) {
            throw new IllegalStateException(
                    "These tests need the clients of src/test/clients: run bin/test, or npm ci in that directory.");
        }
        return clients;
    }
}
