/*
 * Asks the server for --health every 100 ms, each time on a new connection, as a health check does. In a process of its own:
 * the one that runs ten thousand streams would be late to see the answer, and blame the server.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "load.h"

enum { INTERVAL_US = 100000, PATIENCE_SECONDS = 30 };

/* Shared with the process that asks. */
static struct shared {
    volatile uint64_t asking_since; /* 0: not at the moment */
    struct health result;
} *shared;
static pid_t asker;

static int health_port(void) {
    return options.health_port ? options.health_port : options.port;
}

static bool ask(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)health_port())};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    char text[1024];
    bool healthy = false;
    if (connect(fd, (void *)&to, sizeof to) == 0) {
        int length = snprintf(text, sizeof text, "HEAD %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n",
            options.health_path, health_port());
        if (write(fd, text, (size_t)length) == length) {
            ssize_t got = read(fd, text, sizeof text - 1);
            healthy = got > 12 && strncmp(text, "HTTP/1.1 2", 10) == 0;
        }
    }
    close(fd);
    return healthy;
}

static void note(struct health *h, bool healthy, uint64_t ns) {
    double ms = (double)ns / 1e6;
    h->asked++;
    if (!healthy) h->failed++;
    h->sum_ms += ms;
    if (ms > h->worst_ms) h->worst_ms = ms;
}

void health_start(void) {
    if (!options.health_path) return;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t parent = getpid();
    asker = fork();
    if (asker != 0) return;
    while (getppid() == parent) {
        uint64_t start = now_ns();
        shared->asking_since = start;
        bool healthy = ask();
        note(&shared->result, healthy, now_ns() - start);
        shared->asking_since = 0;
        usleep(INTERVAL_US);
    }
    _exit(0);
}

struct health health_stop(void) {
    struct health result = {0};
    if (!shared) return result;
    kill(asker, SIGKILL);
    waitpid(asker, NULL, 0);
    result = shared->result;
    /* One that was still waiting has waited at least so long. */
    uint64_t since = shared->asking_since;
    if (since && (double)(now_ns() - since) / 1e6 > result.worst_ms) result.worst_ms = (double)(now_ns() - since) / 1e6;
    return result;
}
