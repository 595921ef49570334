package dev.wellspring.stream;

/**
 * What one stream may cost.
 *
 * @param backlogBytes how many bytes may wait for a client that reads slowly, at least 1
 */
public record StreamLimits(int backlogBytes) {

    /** @throws IllegalArgumentException if a limit is not positive */
    public StreamLimits {
        if (backlogBytes < 1) {
            throw new IllegalArgumentException("The backlog of a stream must be at least 1 byte.");
        }
    }
}
