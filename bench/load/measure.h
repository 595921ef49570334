/* Time, latencies, and what the kernel says about the server's processes. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>

enum { HISTOGRAM_BUCKETS = 64 * 60, MOST_PROCESSES = 16 };

/* Monotonic nanoseconds. Sender and receiver of a message are this one process, so one clock serves both. */
uint64_t now_ns(void);

/* Counts of latencies in buckets that are 1/64 of a power of two wide: a quantile is right to 1.6 %. */
struct histogram {
    uint64_t count[HISTOGRAM_BUCKETS];
    uint64_t total, largest;
};

void histogram_add(struct histogram *h, uint64_t ns);

/* The latency below which the share q (0 to 1) of all were, in milliseconds; 0 where there are none. */
double histogram_ms(const struct histogram *h, double q);

struct processes {
    int count, pid[MOST_PROCESSES];
};

/* CPU time of all these processes so far, in seconds: user and system, all threads, to the nanosecond. */
double cpu_seconds(const struct processes *p);

/* The part of cpu_seconds spent in the kernel, to the clock tick (10 ms). */
double kernel_seconds(const struct processes *p);

/* CPU time of the load generator itself. */
double own_cpu_seconds(void);

#endif
