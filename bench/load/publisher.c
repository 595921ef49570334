#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "load.h"

enum { LARGEST_ANSWER = 16384, OVERHEAD = 16384 };

/* One kept-alive connection, with at most one message under way. */
struct publisher {
    struct connection connection;
    unsigned lane;
    bool connected, busy;
    uint64_t asked_ns;
    char *request;
    size_t request_length, written;
    char answer[LARGEST_ANSWER + 1];
    size_t answer_length;
};

static struct publisher *publishers;
static uint32_t *numbers; /* of the last message in each lane: by publisher, or by topic */
static char *padding;
static bool paused = true;
static uint64_t begun_ns, begun_messages, sent;

static void publisher_ready(struct connection *c, uint32_t events);

static void connect_publisher(struct publisher *p) {
    p->connected = false;
    p->connection.ready = publisher_ready;
    if (!connect_to_server(&p->connection, options.publish_port, 0, 0)) {
        perror("connect a publisher");
        exit(2);
    }
}

void publishers_init(void) {
    publishers = calloc((size_t)options.publishers, sizeof *publishers);
    numbers = calloc((size_t)(options.each_own ? options.subscribers : MOST_LANES), sizeof *numbers);
    padding = malloc((size_t)options.size);
    for (int i = 0; i < options.size; i++) padding[i] = (char)('a' + i % 26);
    for (int i = 0; i < options.publishers; i++) {
        publishers[i].lane = (unsigned)i;
        publishers[i].request = malloc(OVERHEAD + (size_t)options.size);
        connect_publisher(&publishers[i]);
    }
}

/* ---- What to send ---- */

/* Writes the data of one message, exactly --size bytes where that holds the stamp. */
static size_t write_data(char *to, uint64_t due, unsigned lane, uint32_t number) {
    size_t length = (size_t)sprintf(to, "%019llu.%u.%u.%u.", (unsigned long long)due, run_number, lane, number);
    size_t size = (size_t)options.size;
    if (length < size) {
        memcpy(to + length, padding, size - length);
        length = size;
    }
    return length;
}

static void write_request(struct publisher *p, uint64_t due) {
    int topic = options.each_own ? (int)(sent % (uint64_t)options.subscribers) : (int)p->lane;
    char *data = p->request + OVERHEAD, prefix[4096] = "";
    if (options.publish_prefix && options.topic_base) {
        snprintf(prefix, sizeof prefix, options.each_own ? "%s%s%d&data=" : "%s%s&data=",
            options.publish_prefix, options.topic_base, topic);
    }
    size_t data_length = write_data(data, due, p->lane, ++numbers[topic]);
    int head = snprintf(p->request, OVERHEAD,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s%s%s\r\n%s",
        options.publish_path, options.publish_port, options.publish_type, strlen(prefix) + data_length,
        options.publish_token ? "Authorization: Bearer " : "", options.publish_token ? options.publish_token : "",
        options.publish_token ? "\r\n" : "", prefix);
    memmove(p->request + head, data, data_length);
    p->request_length = (size_t)head + data_length;
}

static void write_on(struct publisher *p) {
    while (p->written < p->request_length) {
        ssize_t some = write(p->connection.fd, p->request + p->written, p->request_length - p->written);
        if (some < 0) {
            watch(&p->connection, errno == EAGAIN ? EPOLLIN | EPOLLOUT : EPOLLIN);
            return;
        }
        p->written += (size_t)some;
    }
}

static void publish(struct publisher *p, uint64_t due, uint64_t now) {
    write_request(p, due);
    p->written = 0;
    p->answer_length = 0;
    p->busy = true;
    p->asked_ns = now;
    sent++;
    write_on(p);
}

/* ---- When to send ---- */

void publish_from(uint64_t start) {
    paused = false;
    begun_ns = start;
    begun_messages = sent;
}

void publish_pause(void) {
    paused = true;
}

static uint64_t due_ns(void) {
    return begun_ns + (uint64_t)((double)(sent - begun_messages) * 1e9 / options.rate);
}

/* How many messages the average reader has still to get. */
static double messages_ahead(void) {
    uint64_t readers = counts.open > (uint64_t)options.slow ? counts.open - (uint64_t)options.slow : 1;
    if (options.each_own) readers = 1;
    return (double)sent - (double)counts.deliveries / (double)readers;
}

static bool may_send(uint64_t now) {
    if (options.rate > 0) return due_ns() <= now;
    return messages_ahead() < options.ahead;
}

void publish_due(uint64_t now) {
    for (int i = 0; i < options.publishers && !paused; i++) {
        struct publisher *p = &publishers[i];
        if (!p->connected || p->busy) continue;
        if (!may_send(now)) return;
        /* At a rate, the message is as old as it is late: waiting for a slow server is part of the latency. */
        publish(p, options.rate > 0 ? due_ns() : now, now);
    }
}

int publish_wait_ms(uint64_t now) {
    if (paused || options.rate <= 0) return 5;
    uint64_t due = due_ns();
    if (due <= now) return 1;
    uint64_t milliseconds = (due - now) / 1000000;
    return milliseconds > 5 ? 5 : (int)milliseconds;
}

uint64_t messages_sent(void) {
    return sent;
}

uint32_t sent_in_lane(unsigned lane, int topic) {
    if (options.each_own) return lane == 0 ? numbers[topic] : 0;
    return numbers[lane];
}

bool publishers_busy(void) {
    for (int i = 0; i < options.publishers; i++) {
        if (publishers[i].busy) return true;
    }
    return false;
}

/* ---- Answers ---- */

/* Whether the answer is there to its last byte. */
static bool complete(const struct publisher *p) {
    const char *end = strstr(p->answer, "\r\n\r\n");
    if (!end) return false;
    if (strncmp(p->answer + 9, "204", 3) == 0) return true;
    if (strcasestr(p->answer, "\r\ntransfer-encoding: chunked")) {
        return p->answer_length >= 5 && memcmp(p->answer + p->answer_length - 5, "0\r\n\r\n", 5) == 0;
    }
    const char *length = strcasestr(p->answer, "\r\ncontent-length:");
    size_t body = length && length < end ? strtoul(length + 17, NULL, 10) : 0;
    return p->answer_length >= (size_t)(end + 4 - p->answer) + body;
}

static void reconnect(struct publisher *p) {
    disconnect(&p->connection);
    connect_publisher(p);
}

static void answered(struct publisher *p) {
    p->busy = false;
    if (p->answer[9] == '2') {
        counts.published++;
        uint64_t now = now_ns();
        if (p->asked_ns >= measured_from_ns) histogram_add(&publish_times, now - p->asked_ns);
    } else {
        counts.publish_errors++;
        first_error("publish", p->answer);
    }
    if (strcasestr(p->answer, "\r\nconnection: close")) reconnect(p);
}

static void read_answer(struct publisher *p) {
    ssize_t some = read(p->connection.fd, p->answer + p->answer_length, LARGEST_ANSWER - p->answer_length);
    if (some < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (some <= 0) {
        if (p->busy) {
            counts.publish_errors++;
            first_error("publish", "the connection was closed before the answer");
        }
        p->busy = false;
        reconnect(p);
        return;
    }
    p->answer_length += (size_t)some;
    p->answer[p->answer_length] = 0;
    if (p->busy && complete(p)) answered(p);
}

static void publisher_ready(struct connection *c, uint32_t events) {
    struct publisher *p = (struct publisher *)c;
    if (!p->connected) {
        int error = connection_error(c);
        if (error) {
            fprintf(stderr, "connect a publisher: %s\n", strerror(error));
            exit(2);
        }
        p->connected = true;
        watch(c, EPOLLIN);
        return;
    }
    if ((events & EPOLLOUT) && p->written < p->request_length) {
        write_on(p);
        if (p->written >= p->request_length) watch(c, EPOLLIN);
    }
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_answer(p);
}
