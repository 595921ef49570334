#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "load.h"

enum { READ_AT_ONCE = 256 * 1024, LARGEST_HEAD = 8192, SLOW_RECEIVE_BUFFER = 4096 };

struct subscriber *subscribers;
static char received[READ_AT_ONCE];
static uint64_t received_ns; /* when the bytes in it were read */
static char **tokens;
static int token_count;

/* ---- Who ---- */

static void read_tokens(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(2);
    }
    tokens = calloc((size_t)options.subscribers, sizeof *tokens);
    char *line = NULL;
    size_t size = 0;
    while (token_count < options.subscribers && getline(&line, &size, file) > 0) {
        line[strcspn(line, "\r\n")] = 0;
        tokens[token_count++] = strdup(line);
    }
    free(line);
    fclose(file);
    if (token_count < options.subscribers) {
        fprintf(stderr, "%s has %d tokens for %d subscribers\n", path, token_count, options.subscribers);
        exit(2);
    }
}

static void subscriber_ready(struct connection *c, uint32_t events);

void subscribers_init(void) {
    subscribers = calloc((size_t)options.subscribers, sizeof *subscribers);
    for (int i = 0; i < options.subscribers; i++) {
        subscribers[i].connection.fd = -1;
        subscribers[i].connection.ready = subscriber_ready;
        subscribers[i].slow = i < options.slow;
    }
    if (options.tokens_file) read_tokens(options.tokens_file);
}

static int index_of(const struct subscriber *s) {
    return (int)(s - subscribers);
}

bool is_reader(const struct subscriber *s) {
    return !s->slow && s->state == OPEN;
}

/* ---- Coming and going ---- */

void subscribe(struct subscriber *s) {
    s->state = CONNECTING;
    s->chunked = s->stopped = s->has_message = false;
    s->chunk_state = CHUNK_SIZE;
    s->chunk_left = 0;
    s->line_length = 0;
    s->head_length = 0;
    if (!connect_to_server(&s->connection, options.port, index_of(s), s->slow ? SLOW_RECEIVE_BUFFER : 0)) {
        first_error("connect", strerror(errno));
        s->state = AWAY;
        counts.refused++;
    }
}

void leave(struct subscriber *s) {
    if (s->state == OPEN) counts.open--;
    free(s->head);
    s->head = NULL;
    disconnect(&s->connection);
    s->state = AWAY;
}

/* The server, or the way to it, has ended this one. */
static void lost(struct subscriber *s, const char *what, const char *detail) {
    bool open = s->state == OPEN;
    leave(s);
    if (open && s->slow) {
        counts.slow_ended++; /* what the server should do with a reader that does not read */
        return;
    }
    if (open) counts.ended++; else counts.refused++;
    if (open && options.churn > 0 && s->last_id[0]) {
        subscribe(s);
        return;
    }
    first_error(what, detail);
}

static void send_request(struct subscriber *s) {
    char request[16384], topic[256] = "";
    if (options.topic_base) {
        snprintf(topic, sizeof topic, options.each_own ? "%s%d" : "%s", options.topic_base, index_of(s));
    }
    int length = snprintf(request, sizeof request,
        "GET %s%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n",
        options.subscribe_path, topic, options.port);
    if (tokens) {
        length += snprintf(request + length, sizeof request - (size_t)length, "Authorization: Bearer %s\r\n",
            tokens[index_of(s)]);
    }
    if (s->last_id[0]) {
        length += snprintf(request + length, sizeof request - (size_t)length, "Last-Event-ID: %s\r\n", s->last_id);
    }
    length += snprintf(request + length, sizeof request - (size_t)length, "\r\n");
    if (write(s->connection.fd, request, (size_t)length) != length) {
        lost(s, "write request", strerror(errno));
        return;
    }
    s->state = READING_HEAD;
    watch(&s->connection, EPOLLIN);
}

/* ---- Events ---- */

static bool digits(const char **at, const char *end, uint64_t *value) {
    const char *from = *at;
    *value = 0;
    while (*at < end && isdigit((unsigned char)**at)) *value = *value * 10 + (uint64_t)(*(*at)++ - '0');
    return *at > from && *at < end && *(*at)++ == '.';
}

static void data_line(struct subscriber *s, const char *at, const char *end) {
    uint64_t due, run, lane, number;
    if (!digits(&at, end, &due) || !digits(&at, end, &run) || !digits(&at, end, &lane) || !digits(&at, end, &number)
        || run != run_number || lane >= MOST_LANES) {
        counts.foreign++; /* of a run before, or not ours */
        return;
    }
    s->has_message = true;
    s->message_due = due;
    s->message_lane = (uint32_t)lane;
    s->message_number = (uint32_t)number;
}

static void check_order(struct lane *lane, uint32_t number) {
    if (number > lane->highest) {
        uint32_t step = number - lane->highest;
        lane->seen = (step < 64 ? lane->seen << step : 0) | 1;
        lane->highest = number;
        lane->different++;
        return;
    }
    uint32_t back = lane->highest - number;
    uint64_t bit = back < 64 ? (uint64_t)1 << back : 0;
    if (bit != 0 && !(lane->seen & bit)) {
        lane->seen |= bit;
        lane->different++;
        counts.disordered++;
    } else {
        counts.repeated++;
    }
}

static void message(struct subscriber *s) {
    check_order(&s->lane[s->message_lane], s->message_number);
    counts.last_delivery_ns = received_ns;
    if (!s->slow) {
        counts.deliveries++;
        if (s->message_due >= measured_from_ns) {
            counts.measured++;
            histogram_add(&latencies, received_ns > s->message_due ? received_ns - s->message_due : 0);
        }
    } else if (!s->stopped) {
        s->stopped = true;
        watch(&s->connection, EPOLLRDHUP);
    }
}

/* An id counts once its event is complete, as in a browser. */
static void end_of_event(struct subscriber *s) {
    memcpy(s->last_id, s->next_id, ID_KEPT);
    if (s->has_message) {
        s->has_message = false;
        message(s);
    }
}

static void line(struct subscriber *s, const char *at, size_t length) {
    if (length > 0 && at[length - 1] == '\r') length--;
    if (length == 0) {
        end_of_event(s);
    } else if (length > 5 && memcmp(at, "data:", 5) == 0) {
        const char *value = at + 5;
        data_line(s, value + (*value == ' '), at + length);
    } else if (length > 3 && length < ID_KEPT && memcmp(at, "id:", 3) == 0) {
        size_t skip = at[3] == ' ' ? 4 : 3;
        memcpy(s->next_id, at + skip, length - skip);
        s->next_id[length - skip] = 0;
    }
}

/* Keeps the beginning of a line whose end has not come: more of it than LINE_KEPT is padding. */
static void keep(struct subscriber *s, const char *at, size_t length) {
    if (s->line_length < LINE_KEPT) {
        size_t room = LINE_KEPT - s->line_length;
        memcpy(s->line + s->line_length, at, length < room ? length : room);
    }
    s->line_length += (uint32_t)length;
}

/* However many events one read has brought, or pieces of one. A line that came whole is not copied. */
static void event_bytes(struct subscriber *s, const char *at, size_t length) {
    const char *end = at + length;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline) {
            keep(s, at, (size_t)(end - at));
            return;
        }
        if (s->line_length == 0) {
            line(s, at, (size_t)(newline - at));
        } else {
            keep(s, at, (size_t)(newline - at));
            line(s, s->line, s->line_length < LINE_KEPT ? s->line_length : LINE_KEPT);
            s->line_length = 0;
        }
        at = newline + 1;
    }
}

/* ---- The response around them ---- */

static int hex(char c) {
    return isdigit((unsigned char)c) ? c - '0' : isxdigit((unsigned char)c) ? (c | 32) - 'a' + 10 : -1;
}

static void chunk_size_byte(struct subscriber *s, char c) {
    if (c == '\n') {
        s->chunk_state = s->chunk_left > 0 ? CHUNK_DATA : LAST_CHUNK;
    } else if (s->chunk_state == CHUNK_SIZE && hex(c) >= 0) {
        s->chunk_left = s->chunk_left * 16 + (uint64_t)hex(c);
    } else {
        s->chunk_state = CHUNK_EXTENSION;
    }
}

static void chunked_bytes(struct subscriber *s, const char *at, size_t length) {
    const char *end = at + length;
    while (at < end) {
        switch (s->chunk_state) {
            case CHUNK_SIZE:
            case CHUNK_EXTENSION:
                chunk_size_byte(s, *at++);
                break;
            case CHUNK_DATA: {
                size_t some = (size_t)(end - at) < s->chunk_left ? (size_t)(end - at) : s->chunk_left;
                event_bytes(s, at, some);
                at += some;
                s->chunk_left -= some;
                if (s->chunk_left == 0) s->chunk_state = CHUNK_END;
                break;
            }
            case CHUNK_END:
                if (*at++ == '\n') s->chunk_state = CHUNK_SIZE;
                break;
            default:
                return;
        }
    }
}

static void body_bytes(struct subscriber *s, const char *at, size_t length) {
    if (s->chunked) chunked_bytes(s, at, length); else event_bytes(s, at, length);
}

/* Returns how many of the bytes belonged to the head, all of them while it is not complete; -1 for a refusal. */
static long head_bytes(struct subscriber *s, const char *at, size_t length) {
    if (!s->head) s->head = malloc(LARGEST_HEAD + 1);
    size_t before = (size_t)s->head_length, room = LARGEST_HEAD - before;
    size_t some = length < room ? length : room;
    memcpy(s->head + before, at, some);
    s->head_length += (int)some;
    s->head[s->head_length] = 0;
    char *end = strstr(s->head, "\r\n\r\n");
    if (!end) return room == 0 ? -1 : (long)length;
    if (strncmp(s->head, "HTTP/1.1 200", 12) != 0) return -1;
    s->chunked = strcasestr(s->head, "\r\ntransfer-encoding: chunked") != NULL;
    long used = end + 4 - s->head - (long)before;
    free(s->head);
    s->head = NULL;
    s->state = OPEN;
    counts.open++;
    if (s->was_open) counts.returned++;
    s->was_open = true;
    return used;
}

static void read_some(struct subscriber *s) {
    ssize_t length = read(s->connection.fd, received, sizeof received);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length <= 0) {
        lost(s, "stream", length == 0 ? "closed by the server" : strerror(errno));
        return;
    }
    received_ns = now_ns();
    long used = 0;
    if (s->state == READING_HEAD) {
        used = head_bytes(s, received, (size_t)length);
        if (used < 0) {
            first_error("subscribe", s->head);
            lost(s, "subscribe", "refused");
            return;
        }
    }
    if (used < length) body_bytes(s, received + used, (size_t)(length - used));
}

static void subscriber_ready(struct connection *c, uint32_t events) {
    struct subscriber *s = (struct subscriber *)c;
    if (s->state == CONNECTING) {
        int error = connection_error(c);
        if (error) lost(s, "connect", strerror(error)); else send_request(s);
    } else if (!s->stopped) {
        read_some(s);
    } else if (events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) {
        lost(s, "stopped reader", "closed by the server");
    }
}

/* ---- In the end ---- */

uint64_t missing_deliveries(void) {
    uint64_t missing = 0;
    for (int i = 0; i < options.subscribers; i++) {
        const struct subscriber *s = &subscribers[i];
        if (s->slow || !s->was_open) continue;
        for (unsigned lane = 0; lane < MOST_LANES; lane++) {
            missing += sent_in_lane(lane, i) - s->lane[lane].different;
        }
    }
    return missing;
}
