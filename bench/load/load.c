/* The load generator of bench/run: see load.h for its parts and for what a message carries, --help for its options. */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "load.h"

struct counts counts;
struct histogram latencies, publish_times;
uint64_t measured_from_ns = UINT64_MAX;
uint32_t run_number;

static double since(uint64_t start) {
    return (double)(now_ns() - start) / 1e9;
}

/* As many descriptors as the system lets us have; says so where they are not enough. */
static void raise_file_limit(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < (rlim_t)(options.subscribers + options.publishers + 16)) {
        fprintf(stderr, "load: the file limit (ulimit -Hn) of %llu is too small for %d subscribers\n",
            (unsigned long long)limit.rlim_cur, options.subscribers);
        exit(2);
    }
}

/* Opens all streams, so many at once; returns the seconds it took. */
static double open_all(int at_once) {
    uint64_t start = now_ns(), refused = counts.refused;
    int begun = 0;
    for (;;) {
        uint64_t done = counts.open + counts.refused - refused;
        while (begun < options.subscribers && (uint64_t)begun - done < (uint64_t)at_once) subscribe(&subscribers[begun++]);
        done = counts.open + counts.refused - refused;
        if (done >= (uint64_t)options.subscribers || since(start) > options.open_seconds) return since(start);
        pump(5);
    }
}

/* Says that everything is open, and keeps it so until there is input: meanwhile somebody looks at the server. */
static void hold(void) {
    printf("{\"open\":%llu}\n", (unsigned long long)counts.open);
    fflush(stdout);
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    while (poll(&input, 1, 0) == 0) pump(20);
    char line[64];
    if (read(STDIN_FILENO, line, sizeof line) < 0) perror("read");
}

/* A few leave, and come back with their cursor: who has none yet would miss what is published meanwhile. */
static void churn(uint64_t start, uint64_t *left) {
    static uint32_t dice = 2463534242u;
    while ((double)*left < since(start) * options.churn) {
        dice ^= dice << 13, dice ^= dice >> 17, dice ^= dice << 5;
        struct subscriber *s = &subscribers[dice % (uint32_t)options.subscribers];
        if (is_reader(s) && s->last_id[0]) {
            leave(s);
            subscribe(s);
        }
        ++*left;
    }
}

static void publish_for(double seconds) {
    uint64_t start = now_ns(), left = 0;
    while (since(start) < seconds) {
        if (options.churn > 0) churn(start, &left);
        uint64_t now = now_ns();
        publish_due(now);
        pump(publish_wait_ms(now));
    }
}

/* Until all answers and deliveries are there, or the time is over. */
static void drain(double seconds) {
    publish_pause();
    uint64_t start = now_ns();
    while (since(start) < seconds) {
        uint64_t before = counts.deliveries;
        pump(5);
        /* Looked at in a quiet moment only: it takes a walk over all subscribers. */
        if (counts.deliveries == before && !publishers_busy() && missing_deliveries() == 0) return;
    }
}

struct measurement {
    double cpu, kernel, own, seconds;
    uint64_t messages;
};

/* Warm-up, its drain, then the part that counts: CPU and deliveries are of the same messages. */
static struct measurement measure(void) {
    if (options.warmup > 0) {
        publish_from(now_ns());
        publish_for(options.warmup);
        drain(options.drain);
    }
    struct measurement m = {.cpu = -cpu_seconds(&options.server), .kernel = -kernel_seconds(&options.server),
        .own = -own_cpu_seconds()};
    uint64_t sent = messages_sent();
    measured_from_ns = now_ns();
    publish_from(measured_from_ns);
    publish_for(options.seconds);
    m.messages = messages_sent() - sent;
    drain(options.drain);
    m.cpu += cpu_seconds(&options.server);
    m.kernel += kernel_seconds(&options.server);
    m.own += own_cpu_seconds();
    uint64_t end = counts.last_delivery_ns > measured_from_ns ? counts.last_delivery_ns : now_ns();
    m.seconds = (double)(end - measured_from_ns) / 1e9;
    return m;
}

struct comeback {
    double open_seconds, caught_up_seconds;
    struct health health;
};

static void publish_messages(int count) {
    uint64_t end = messages_sent() + (uint64_t)count;
    publish_from(now_ns());
    while (messages_sent() < end) {
        uint64_t now = now_ns();
        publish_due(now);
        pump(publish_wait_ms(now));
    }
}

/*
 * Everybody gets some messages, and with them a cursor. Everybody leaves; more are published, which nobody hears. Everybody
 * comes back at once, while publishing goes on: the order of the lanes shows whether history and present fit together.
 */
static struct comeback come_back(void) {
    struct comeback result = {0};
    publish_messages(5);
    drain(options.drain);
    for (int i = 0; i < options.subscribers; i++) leave(&subscribers[i]);
    publish_messages(options.missed);
    publish_pause();
    while (publishers_busy()) pump(5);

    health_start();
    uint64_t start = now_ns();
    result.open_seconds = open_all(options.subscribers);
    publish_from(now_ns());
    publish_for(2);
    drain(options.drain);
    result.caught_up_seconds = (double)(counts.last_delivery_ns - start) / 1e9;
    result.health = health_stop();
    return result;
}

static void print_measurement(const struct measurement *m) {
    double deliveries = (double)counts.measured;
    printf(",\"messages\":%llu,\"deliveries\":%llu,\"deliveries_per_second\":%.0f,\"seconds\":%.3f",
        (unsigned long long)m->messages, (unsigned long long)counts.measured, deliveries / m->seconds, m->seconds);
    printf(",\"p50_ms\":%.3f,\"p90_ms\":%.3f,\"p99_ms\":%.3f,\"p999_ms\":%.3f,\"max_ms\":%.3f", histogram_ms(&latencies, .5),
        histogram_ms(&latencies, .9), histogram_ms(&latencies, .99), histogram_ms(&latencies, .999),
        (double)latencies.largest / 1e6);
    printf(",\"publish_p50_ms\":%.3f,\"publish_p99_ms\":%.3f", histogram_ms(&publish_times, .5),
        histogram_ms(&publish_times, .99));
    printf(",\"server_busy\":%.3f,\"client_busy\":%.3f", m->cpu / m->seconds, m->own / m->seconds);
    if (deliveries > 0 && options.server.count > 0) {
        printf(",\"cpu_us\":%.3f,\"cpu_kernel_us\":%.3f", m->cpu * 1e6 / deliveries, m->kernel * 1e6 / deliveries);
    }
}

static void print_comeback(const struct comeback *c) {
    printf(",\"reopened_seconds\":%.3f,\"caught_up_seconds\":%.3f", c->open_seconds, c->caught_up_seconds);
    const struct health *h = &c->health;
    if (h->asked > 0) {
        printf(",\"health_asked\":%llu,\"health_failed\":%llu,\"health_mean_ms\":%.1f,\"health_worst_ms\":%.1f",
            (unsigned long long)h->asked, (unsigned long long)h->failed, h->sum_ms / (double)h->asked, h->worst_ms);
    }
}

static void print_counts(double open_seconds) {
    printf("{\"subscribers\":%d,\"open\":%llu,\"open_seconds\":%.3f,\"refused\":%llu,\"ended\":%llu,\"slow_ended\":%llu",
        options.subscribers, (unsigned long long)counts.open, open_seconds, (unsigned long long)counts.refused,
        (unsigned long long)counts.ended, (unsigned long long)counts.slow_ended);
    printf(",\"returned\":%llu,\"published\":%llu,\"publish_errors\":%llu", (unsigned long long)counts.returned,
        (unsigned long long)counts.published, (unsigned long long)counts.publish_errors);
    printf(",\"missing\":%llu,\"repeated\":%llu,\"disordered\":%llu,\"foreign\":%llu",
        (unsigned long long)missing_deliveries(), (unsigned long long)counts.repeated,
        (unsigned long long)counts.disordered, (unsigned long long)counts.foreign);
}

int main(int argc, char **argv) {
    parse_options(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    raise_file_limit();
    run_number = (uint32_t)(now_ns() / 1000000 % 1000000000);
    connections_init();
    subscribers_init();
    double open_seconds = open_all(options.opening);
    if (options.hold) hold();
    publishers_init();
    struct measurement measurement = {0};
    struct comeback comeback = {0};
    if (options.reconnect) {
        comeback = come_back();
    } else if (options.seconds > 0) {
        measurement = measure();
    }
    print_counts(open_seconds);
    if (options.reconnect) print_comeback(&comeback);
    else if (options.seconds > 0) print_measurement(&measurement);
    printf(",\"error\":\"%s\"}\n", first_error_text());
    return 0;
}
