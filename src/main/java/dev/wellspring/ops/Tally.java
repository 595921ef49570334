package dev.wellspring.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Makes counts that are shown under a name. Safe for use by any thread. */
final class Tally {

    private final MeterRegistry registry;

    Tally(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * A count that is shown from now on.
     *
     * @param labels names and values, in turn
     */
    Counts of(String name, String description, String... labels) {
        Counts counts = new Counts();
        FunctionCounter.builder(name, counts, Counts::sum)
                .description(description)
                .tags(labels)
                .register(registry);
        return counts;
    }

    /** A constant as the value of a label. */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
