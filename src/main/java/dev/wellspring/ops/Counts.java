package dev.wellspring.ops;

import java.util.concurrent.atomic.LongAdder;

/** How often something has happened. Counting neither locks nor allocates. Safe for use by any thread. */
final class Counts {

    private final LongAdder adder = new LongAdder();

    void add(long times) {
        adder.add(times);
    }

    long sum() {
        return adder.sum();
    }
}
