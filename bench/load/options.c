#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

struct options options = {
    .subscribers = 1000, .publishers = 1, .size = 256, .opening = 128, .addresses = 4, .ahead = 32, .warmup = 3,
    .seconds = 10, .drain = 15, .open_seconds = 120, .subscribe_path = "/", .publish_path = "/",
    .publish_type = "text/plain",
};

static const char usage[] =
    "Usage: load --port N [options]          over loopback; the result is a line of JSON\n"
    "\n"
    "  --subscribers 1000        streams to open\n"
    "  --opening 128             of them, how many connect at once\n"
    "  --open-seconds 120        how long opening may take\n"
    "  --addresses 4             source addresses 127.0.0.1 to 127.0.0.N\n"
    "  --subscribe-path /        the topic is appended\n"
    "  --tokens FILE             one bearer token a line, one for each subscriber\n"
    "  --topics one|each-own     one topic for all, or one for each\n"
    "  --topic-base TEXT         the topic; with each-own, the subscriber's index is appended\n"
    "  --publish-port N          where to publish, if not where to subscribe\n"
    "  --publish-path /\n"
    "  --publish-prefix TEXT     the body is TEXT, the topic, \"&data=\" and the data; without it, the data alone\n"
    "  --publish-type text/plain\n"
    "  --publish-token TOKEN\n"
    "  --publishers 1            connections that publish, at most 8; each waits for its answer\n"
    "  --size 256                bytes of data in a message\n"
    "  --rate 0                  messages a second; 0: as fast as --ahead allows\n"
    "  --ahead 32                messages that the average reader may have still to get\n"
    "  --warmup 3 --seconds 10   before, and of, the measured part\n"
    "  --drain 15                seconds to wait for what is under way after it\n"
    "  --slow 0                  so many of the subscribers stop reading after their first event\n"
    "  --hold                    say {\"open\":N} when all are open, and go on at a line of input\n"
    "  --churn 0                 subscribers that leave and come back with their cursor, per second\n"
    "  --reconnect MISSED        all leave, MISSED messages are published, all come back at once with their cursor\n"
    "  --health PATH             asked every 100 ms on a new connection, while they come back\n"
    "  --health-port PORT        where; otherwise at --port\n"
    "  --server-pids P,P         whose CPU time is measured\n";

static void processes_of(char *list) {
    for (char *pid = strtok(list, ","); pid && options.server.count < MOST_PROCESSES; pid = strtok(NULL, ",")) {
        options.server.pid[options.server.count++] = atoi(pid);
    }
}

static void wrong(const char *what) {
    fprintf(stderr, "load: %s; load --help\n", what);
    exit(2);
}

static void check(void) {
    if (options.port <= 0) wrong("--port is needed");
    if (options.publish_port == 0) options.publish_port = options.port;
    if (options.subscribers < 1) wrong("--subscribers must be 1 or more");
    if (options.publishers < 1 || options.publishers > MOST_LANES) wrong("--publishers must be 1 to 8");
    if (options.addresses < 1 || options.addresses > 250) wrong("--addresses must be 1 to 250");
    if (options.size < 0 || options.size > 16 << 20) wrong("--size must be at most 16 MiB");
    if (options.each_own && options.publishers > 1) wrong("--topics each-own has one publisher");
    if (options.each_own && options.reconnect) wrong("--reconnect needs --topics one");
    if (options.each_own && !options.topic_base) wrong("--topics each-own needs --topic-base");
}

void parse_options(int argc, char **argv) {
    static const struct option known[] = {
        {"port", 1, 0, 'p'}, {"subscribers", 1, 0, 'n'}, {"opening", 1, 0, 'o'}, {"open-seconds", 1, 0, 'O'},
        {"addresses", 1, 0, 'a'}, {"subscribe-path", 1, 0, 'g'}, {"tokens", 1, 0, 't'}, {"topics", 1, 0, 'T'},
        {"topic-base", 1, 0, 'b'}, {"publish-port", 1, 0, 'q'}, {"publish-path", 1, 0, 'P'}, {"publish-prefix", 1, 0, 'x'},
        {"publish-type", 1, 0, 'y'}, {"publish-token", 1, 0, 'k'}, {"publishers", 1, 0, 'u'}, {"size", 1, 0, 's'},
        {"rate", 1, 0, 'r'}, {"ahead", 1, 0, 'A'}, {"warmup", 1, 0, 'w'}, {"seconds", 1, 0, 'd'},
        {"drain", 1, 0, 'D'}, {"slow", 1, 0, 'l'}, {"hold", 0, 0, 'h'}, {"churn", 1, 0, 'c'},
        {"reconnect", 1, 0, 'R'}, {"health", 1, 0, 'H'}, {"health-port", 1, 0, 'E'}, {"server-pids", 1, 0, 'i'}, {"help", 0, 0, '?'}, {0, 0, 0, 0}};
    int option;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
            case 'p': options.port = atoi(optarg); break;
            case 'n': options.subscribers = atoi(optarg); break;
            case 'o': options.opening = atoi(optarg); break;
            case 'O': options.open_seconds = atof(optarg); break;
            case 'a': options.addresses = atoi(optarg); break;
            case 'g': options.subscribe_path = optarg; break;
            case 't': options.tokens_file = optarg; break;
            case 'T': options.each_own = strcmp(optarg, "each-own") == 0; break;
            case 'b': options.topic_base = optarg; break;
            case 'q': options.publish_port = atoi(optarg); break;
            case 'P': options.publish_path = optarg; break;
            case 'x': options.publish_prefix = optarg; break;
            case 'y': options.publish_type = optarg; break;
            case 'k': options.publish_token = optarg; break;
            case 'u': options.publishers = atoi(optarg); break;
            case 's': options.size = atoi(optarg); break;
            case 'r': options.rate = atof(optarg); break;
            case 'A': options.ahead = atof(optarg); break;
            case 'w': options.warmup = atof(optarg); break;
            case 'd': options.seconds = atof(optarg); break;
            case 'D': options.drain = atof(optarg); break;
            case 'l': options.slow = atoi(optarg); break;
            case 'h': options.hold = true; break;
            case 'c': options.churn = atof(optarg); break;
            case 'R': options.reconnect = true; options.missed = atoi(optarg); break;
            case 'H': options.health_path = optarg; break;
            case 'E': options.health_port = atoi(optarg); break;
            case 'i': processes_of(optarg); break;
            default: fputs(usage, stderr); exit(2);
        }
    }
    check();
}
