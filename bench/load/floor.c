/*
 * The least that fan-out costs: one send() per subscriber per message, and nothing else. No topics, no tokens, no log, no
 * cursor, no slow readers (who cannot take a whole event is closed).
 *
 *   floor PORT          GET subscribes, POST publishes its body, which must be one line; anything else is answered 200
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGEST_REQUEST = 64 * 1024 };

struct request {
    char *bytes;
    size_t length;
};

static int epoll_fd, listener;
static size_t most_files;
static struct request *requests; /* by descriptor: what has come of one that is not complete */
static int *subscribers;         /* their descriptors, without holes */
static int *place;               /* by descriptor: 1 + where it is among subscribers */
static int subscriber_count;

static void forget_request(int fd) {
    free(requests[fd].bytes);
    requests[fd] = (struct request){0};
}

static void close_connection(int fd) {
    if (place[fd]) {
        int last = subscribers[--subscriber_count];
        subscribers[place[fd] - 1] = last;
        place[last] = place[fd];
        place[fd] = 0;
    }
    forget_request(fd);
    close(fd);
}

static void say(int fd, const char *text) {
    if (send(fd, text, strlen(text), MSG_NOSIGNAL) < 0) close_connection(fd);
}

static void subscribe(int fd) {
    subscribers[subscriber_count++] = fd;
    place[fd] = subscriber_count;
    forget_request(fd);
    say(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
}

static void publish(const char *data, size_t length) {
    static char event[LARGEST_REQUEST + 16];
    memcpy(event, "data: ", 6);
    memcpy(event + 6, data, length);
    memcpy(event + 6 + length, "\n\n", 2);
    ssize_t size = (ssize_t)length + 8;
    /* From the end: closing one puts the last into its place. */
    for (int i = subscriber_count - 1; i >= 0; i--) {
        int fd = subscribers[i];
        if (send(fd, event, (size_t)size, MSG_NOSIGNAL) != size) close_connection(fd);
    }
}

/* Acts on a request that is complete; false where it is not. */
static bool handle(int fd, char *text, size_t length) {
    char *body = strstr(text, "\r\n\r\n");
    if (!body) return false;
    body += 4;
    if (strncmp(text, "GET ", 4) == 0) {
        subscribe(fd);
    } else if (strncmp(text, "POST ", 5) == 0) {
        const char *field = strcasestr(text, "\r\ncontent-length:");
        size_t size = field ? strtoul(field + 17, NULL, 10) : 0;
        if (length - (size_t)(body - text) < size) return false;
        publish(body, size);
        forget_request(fd);
        say(fd, "HTTP/1.1 204 No Content\r\n\r\n");
    } else {
        forget_request(fd);
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
    return true;
}

static void readable(int fd) {
    static char text[LARGEST_REQUEST + 1];
    size_t before = requests[fd].length;
    if (before) memcpy(text, requests[fd].bytes, before);
    ssize_t some = read(fd, text + before, LARGEST_REQUEST - before);
    if (some < 0 && errno == EAGAIN) return;
    if (some <= 0) {
        close_connection(fd);
        return;
    }
    size_t length = before + (size_t)some;
    text[length] = 0;
    if (!handle(fd, text, length)) {
        requests[fd].bytes = realloc(requests[fd].bytes, length);
        memcpy(requests[fd].bytes, text, length);
        requests[fd].length = length;
    }
}

static void accept_all(void) {
    int fd, yes = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
    }
}

static void listen_on(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int yes = 1;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (void *)&address, sizeof address) != 0 || listen(listener, 4096) != 0) {
        perror("floor: listen");
        exit(1);
    }
    epoll_fd = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event);
}

static void make_tables(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    most_files = (size_t)limit.rlim_cur;
    requests = calloc(most_files, sizeof *requests);
    subscribers = calloc(most_files, sizeof *subscribers);
    place = calloc(most_files, sizeof *place);
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN);
    make_tables();
    listen_on(argc > 1 ? atoi(argv[1]) : 9000);
    for (;;) {
        struct epoll_event events[256];
        int count = epoll_wait(epoll_fd, events, 256, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd == listener) accept_all(); else readable(events[i].data.fd);
        }
    }
}
