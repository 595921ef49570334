#define _GNU_SOURCE
#include "measure.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Values below 64 have a bucket each; above, the highest bit names a row and the next six a place in it. */
static unsigned bucket_of(uint64_t ns) {
    if (ns < 64) return (unsigned)ns;
    unsigned highest = 63 - (unsigned)__builtin_clzll(ns);
    unsigned bucket = (highest - 5) * 64 + (unsigned)((ns >> (highest - 6)) & 63);
    return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

static uint64_t lower_edge(unsigned bucket) {
    unsigned row = bucket / 64;
    return row == 0 ? bucket : (uint64_t)(64 + bucket % 64) << (row - 1);
}

void histogram_add(struct histogram *h, uint64_t ns) {
    h->count[bucket_of(ns)]++;
    h->total++;
    if (ns > h->largest) h->largest = ns;
}

double histogram_ms(const struct histogram *h, double q) {
    if (h->total == 0) return 0;
    uint64_t seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += h->count[i];
        if ((double)seen > q * (double)h->total) return (double)lower_edge(i) / 1e6;
    }
    return (double)h->largest / 1e6;
}

static double seconds_of(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t) != 0) return 0;
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double cpu_seconds(const struct processes *p) {
    double sum = 0;
    for (int i = 0; i < p->count; i++) {
        clockid_t clock;
        if (clock_getcpuclockid(p->pid[i], &clock) == 0) sum += seconds_of(clock);
    }
    return sum;
}

double own_cpu_seconds(void) {
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

static double kernel_seconds_of(int pid) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = 0;
    /* The second field, the command, may itself have spaces and parentheses: count from its end. stime is field 15. */
    const char *rest = strrchr(text, ')');
    unsigned long ticks = 0;
    if (rest) sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %lu", &ticks);
    return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

double kernel_seconds(const struct processes *p) {
    double sum = 0;
    for (int i = 0; i < p->count; i++) sum += kernel_seconds_of(p->pid[i]);
    return sum;
}
