#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

static int epoll_fd;
static char error_text[256];

void connections_init(void) {
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd < 0) {
        perror("epoll_create1");
        exit(2);
    }
}

static struct sockaddr_in loopback(uint32_t last, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(0x7f000000u + last);
    return address;
}

static void control(int operation, struct connection *c, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    epoll_ctl(epoll_fd, operation, c->fd, &event);
}

bool connect_to_server(struct connection *c, int port, int source, int receive_buffer) {
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) return false;
    int yes = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (receive_buffer) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    /* Several source addresses: the ports of the run before are still in TIME_WAIT. */
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    struct sockaddr_in from = loopback(1 + (uint32_t)(source % options.addresses), 0), to = loopback(1, port);
    if (bind(c->fd, (void *)&from, sizeof from) == 0
        && (connect(c->fd, (void *)&to, sizeof to) == 0 || errno == EINPROGRESS)) {
        control(EPOLL_CTL_ADD, c, EPOLLOUT);
        return true;
    }
    int error = errno;
    close(c->fd);
    c->fd = -1;
    errno = error;
    return false;
}

int connection_error(const struct connection *c) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

void watch(struct connection *c, uint32_t events) {
    control(EPOLL_CTL_MOD, c, events);
}

void disconnect(struct connection *c) {
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
}

void pump(int milliseconds) {
    struct epoll_event events[512];
    int count = epoll_wait(epoll_fd, events, 512, milliseconds);
    for (int i = 0; i < count; i++) {
        struct connection *c = events[i].data.ptr;
        /* Nobody closes a connection but its own handler and the phases between two pumps, so it is still open. */
        if (c->fd >= 0) c->ready(c, events[i].events);
    }
}

void first_error(const char *what, const char *detail) {
    if (error_text[0]) return;
    snprintf(error_text, sizeof error_text, "%s: %.160s", what, detail);
    for (char *c = error_text; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == '"' || *c == '\\') *c = ' ';
    }
}

const char *first_error_text(void) {
    return error_text;
}
