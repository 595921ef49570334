/*
 * What the parts of the load generator share: options, the run, and the two kinds of connection.
 *
 *   load.c         main: the phases of a run, and its result as one line of JSON
 *   options.c      the command line
 *   connection.c   sockets and epoll
 *   subscriber.c   GET, then events: parsed, checked, timed
 *   publisher.c    POST after POST on kept-alive connections
 *   health.c       a process of its own that asks whether the server still answers
 *   measure.c      clock, histogram, CPU
 *
 * One thread, one epoll, no library but libc.
 *
 * A message is its own evidence. The data of each begins with
 *
 *   <time it was due, 19 digits>.<run>.<lane>.<number>.   and is padded with letters up to --size
 *
 * A lane is a sequence within which the server has to keep the order: all messages of one publisher connection
 * (--topics one), or all of one topic (--topics each-own, where there is one publisher). Within a lane every subscriber has to
 * see 1, 2, 3 … without a gap, a repetition or a step back, over reconnects too.
 */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "measure.h"

enum { MOST_LANES = 8, LINE_KEPT = 192, ID_KEPT = 96 };

struct options {
    int port, publish_port, subscribers, publishers, size, slow, opening, addresses, missed;
    const char *subscribe_path, *publish_path, *publish_prefix, *publish_type, *publish_token;
    const char *topic_base, *tokens_file, *health_path;
    int health_port; /* 0: the same as everybody else's */
    double rate, ahead, warmup, seconds, drain, churn, open_seconds;
    bool each_own, hold, reconnect;
    struct processes server;
};

/* One socket in the epoll set; the first member of every kind of connection. */
struct connection {
    int fd;
    void (*ready)(struct connection *, uint32_t events);
};

/* What was received in one lane. */
struct lane {
    uint32_t highest, different;
    uint64_t seen; /* bit n: highest - n has come */
};

enum subscriber_state { AWAY, CONNECTING, READING_HEAD, OPEN };
enum chunk_state { CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_DATA, CHUNK_END, LAST_CHUNK };

struct subscriber {
    struct connection connection;
    uint8_t state, chunk_state;
    bool chunked, slow, stopped, was_open;
    uint64_t chunk_left;
    char *head; /* the response's, while it is read */
    int head_length;

    char line[LINE_KEPT]; /* the beginning of a line that did not come whole */
    uint32_t line_length; /* of all of it */
    char next_id[ID_KEPT], last_id[ID_KEPT];
    bool has_message;
    uint64_t message_due;
    uint32_t message_lane, message_number;

    struct lane lane[MOST_LANES];
};

/* Everything that is counted. */
struct counts {
    uint64_t open;              /* streams that are open now, stopped ones included */
    uint64_t refused, ended;    /* never opened; opened, and then closed by the server */
    uint64_t slow_ended;        /* the same, of stopped readers */
    uint64_t returned;          /* came back after a churn, an end or a reconnect */
    uint64_t deliveries;        /* to readers, since the beginning */
    uint64_t measured;          /* of them, of messages due in the measured part */
    uint64_t repeated, disordered, foreign;
    uint64_t published, publish_errors;
    uint64_t last_delivery_ns;
};

extern struct options options;
extern struct counts counts;
extern struct histogram latencies, publish_times;
extern struct subscriber *subscribers;
extern uint64_t measured_from_ns; /* messages due before are not measured; UINT64_MAX: none is */
extern uint32_t run_number;

/* options.c */
void parse_options(int argc, char **argv);

/* connection.c */
void connections_init(void);
/* Begins to connect; false, with errno, where that is not possible. */
bool connect_to_server(struct connection *c, int port, int source, int receive_buffer);
int connection_error(const struct connection *c);
void watch(struct connection *c, uint32_t events);
void disconnect(struct connection *c);
/* Waits at most so long for something to happen, and handles what has. */
void pump(int milliseconds);
void first_error(const char *what, const char *detail);
const char *first_error_text(void);

/* subscriber.c */
void subscribers_init(void);
void subscribe(struct subscriber *s);
void leave(struct subscriber *s);
/* Messages that readers should have and do not. */
uint64_t missing_deliveries(void);
bool is_reader(const struct subscriber *s);

/* publisher.c */
void publishers_init(void);
/* Publishes what is due on connections that are free. rate 0: as fast as --ahead allows. */
void publish_due(uint64_t now);
void publish_from(uint64_t start); /* begins to count what is due anew */
void publish_pause(void);
uint64_t messages_sent(void);
uint32_t sent_in_lane(unsigned lane, int topic);
bool publishers_busy(void);
int publish_wait_ms(uint64_t now); /* until the next one is due */

/* health.c */
struct health {
    uint64_t asked, failed;
    double worst_ms, sum_ms;
};
void health_start(void);
struct health health_stop(void);

#endif
