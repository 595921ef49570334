"""Two nodes beside one: what a shared log adds to latency and to CPU, and how much can be published through it."""

import json
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from statistics import median

import machine
import scenarios
import servers
from machine import say

RUNS = (
    scenarios.Run("rate", 1000, ("--rate", "20"), 3, 6),
    # As fast as possible to one subscriber: what publishing costs, and hardly anything else.
    scenarios.Run("publish", 1, ("--rate", "0", "--ahead", "64", "--publishers", "8"), 2, 5),
    scenarios.Run("publish, one publisher", 1, ("--rate", "0", "--ahead", "1"), 1, 3),
)
WARM = (
    scenarios.Run("publish", 10, ("--rate", "0", "--ahead", "64", "--publishers", "8"), 0, 8),
    scenarios.Run("deliver", 1000, ("--rate", "0", "--ahead", "8"), 0, 5),
)
# What Redis spends on one more node: at a steady rate, where nobody reads many updates at once, with none and with so many.
READERS = 8
STEADY = scenarios.Run("steady", 1, ("--rate", "200"), 1, 6)
RUN_TIMEOUT = 300

LAYOUTS = {
    "hub": "one node, SQLite",
    "redis": "one node, Redis",
    "redis-same": "two nodes, published and heard on one",
    "redis-two": "two nodes, published on one and heard on the other",
    "redis-two-everysec": "the same, Redis syncs every second",
}


class Redis:
    """redis-server, on the servers' CPU; on the disk before it answers, like the hub's own log."""

    def __init__(self, work, pin):
        self.work = work
        self.pin = pin
        self.port = machine.free_port()
        self.process = None

    def start(self):
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        with open(self.work / "output.log", "wb") as log:
            self.process = subprocess.Popen(
                self.pin + ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.work),
                            "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + 20
        while self.call("PING") != "PONG":
            if time.monotonic() > deadline:
                raise RuntimeError(f"redis-server was not ready; see {self.work}/output.log")
            time.sleep(0.1)

    def call(self, *command):
        return machine.output("redis-cli", "-p", str(self.port), *command)

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(servers.STOP_SECONDS)


class Node(servers.Hub):
    """A hub whose log is in this Redis."""

    def __init__(self, name, work, pin, war, private, redis):
        self.name = name
        super().__init__(work, pin, war, private)
        self.redis = redis

    def environment(self):
        return {**super().environment(), "WELLSPRING_LOG": f"redis://127.0.0.1:{self.redis.port}"}


class Layout:
    """Where to publish, where to subscribe, and what runs for it."""

    def __init__(self, publishing, subscribing, idle=None, redis=None, sync="always"):
        self.publishing = publishing
        self.subscribing = subscribing
        self.idle = idle
        self.redis = redis
        self.sync = sync

    def processes(self):
        """By what they are for."""
        found = {"publisher": self.publishing.process.pid}
        other = self.idle or (self.subscribing if self.subscribing is not self.publishing else None)
        if other:
            found["other"] = other.process.pid
        if self.redis:
            found["redis"] = self.redis.process.pid
        return found

    def arguments(self, run):
        pids = ",".join(map(str, self.processes().values()))
        return ["--port", str(self.subscribing.port), "--publish-port", str(self.publishing.port), "--server-pids", pids,
                *self.subscribing.addresses(run.subscribers, "one"), *run.arguments()]


def start(work, pin, war, private, stack):
    def started(server):
        stack.callback(server.stop)
        server.start()
        return server
    alone = started(servers.Hub(work, pin, war, private))
    one_redis = started(Redis(work / "redis-one", pin))
    one = started(Node("node-alone", work, pin, war, private, one_redis))
    redis = started(Redis(work / "redis-two", pin))
    first = started(Node("node-a", work, pin, war, private, redis))
    second = started(Node("node-b", work, pin, war, private, redis))
    return {
        "hub": Layout(alone, alone),
        "redis": Layout(one, one, redis=one_redis),
        "redis-same": Layout(first, first, idle=second, redis=redis),
        "redis-two": Layout(first, second, redis=redis),
        "redis-two-everysec": Layout(first, second, redis=redis, sync="everysec"),
    }


def measure(layout, run, load, pin):
    if layout.redis:
        layout.redis.call("CONFIG", "SET", "appendfsync", layout.sync)
    processes = layout.processes()
    before = {name: machine.cpu_seconds(pid) for name, pid in processes.items()}
    done = subprocess.run([*pin, str(load), *layout.arguments(run)], capture_output=True, text=True, timeout=RUN_TIMEOUT, check=False)
    if done.returncode != 0 or not done.stdout.strip():
        raise RuntimeError(f"load: {done.stderr.strip() or done.returncode}")
    result = json.loads(done.stdout.splitlines()[-1])
    for name, pid in processes.items():
        spent = machine.cpu_seconds(pid) - before[name]
        result[f"{name}_us_per_update"] = round(1e6 * spent / max(result["published"], 1), 2)
    return result


def readers(redis, client_pin, stack):
    """So many more nodes, as far as Redis can tell."""
    process = subprocess.Popen(
        [*client_pin, sys.executable, "-B", str(machine.ROOT / "bench" / "harness" / "readers.py"), str(redis.port), str(READERS)])
    stack.callback(process.wait)
    stack.callback(process.terminate)
    time.sleep(1)


def steady(layout, load, client_pin, record):
    """Of Redis alone, so it needs no warm JVM."""
    with ExitStack() as stack:
        for label, wanted in (("steady", False), (f"steady, {READERS} more readers", True)):
            if wanted:
                readers(layout.redis, client_pin, stack)
            result = measure(layout, STEADY, load, client_pin)
            line = {"round": 1, "scenario": "cluster", "run": label, "server": "redis", **result}
            say(f"{label:<24} Redis {line['redis_us_per_update']} µs for each update  {scenarios.faults(line)}")
            record(line)
            yield line


def cluster(arguments, load, pin, client_pin, work, war, record):
    """Returns the lines of all rounds, each layout's turn coming first once."""
    lines = []
    with ExitStack() as stack:
        layouts = start(work, pin, war, not arguments.public, stack)
        for name in ("hub", "redis", "redis-same", "redis-two"):
            say(f"warming {name}")
            for run in WARM:
                measure(layouts[name], run, load, client_pin)
        lines += steady(layouts["redis"], load, client_pin, record)
        # The first round is for warming up: compilers are not done before.
        for number in range(arguments.rounds + 1):
            turn = number % len(layouts)
            names = list(layouts)
            for run in RUNS:
                for name in names[turn:] + names[:turn]:
                    shown = run.quick() if arguments.quick else run
                    result = measure(layouts[name], shown, load, client_pin)
                    line = {"round": number, "scenario": "cluster", "run": run.label, "server": name, **result}
                    say(f"round {number}  {run.label:<24} {name:<20} p50 {line.get('p50_ms', 0):.1f} ms, "
                        f"{line.get('messages', 0) / max(line.get('seconds', 1), 1e-9):,.0f} updates/s  {scenarios.faults(line)}")
                    record(line)
                    if number > 0:
                        lines.append(line)
    return lines


def cell(lines, run, name, value, form="{:,.1f}"):
    found = [value(line) for line in lines if line["run"] == run and line["server"] == name]
    found = [one for one in found if one is not None]
    if not found:
        return "–"
    middle = form.format(median(found))
    return middle if len(found) == 1 else f"{middle} ({form.format(min(found))}–{form.format(max(found))})"


TABLE = [
    ("median latency, ms, 1,000 subscribers, 20 updates/s", "rate", lambda line: line["p50_ms"]),
    ("p99 latency, ms", "rate", lambda line: line["p99_ms"]),
    ("POST to 200, median, ms", "rate", lambda line: line["publish_p50_ms"]),
    ("CPU per delivery, all processes, µs", "rate", lambda line: line["cpu_us"]),
    ("updates a second, 8 publishers, as fast as possible, 1 subscriber", "publish", lambda line: line["messages"] / line["seconds"]),
    ("the same, 1 publisher, each after the last was heard", "publish, one publisher", lambda line: line["messages"] / line["seconds"]),
    ("of an update with 8 publishers: CPU of the node published to, µs", "publish", lambda line: line.get("publisher_us_per_update")),
    ("CPU of the other node, µs", "publish", lambda line: line.get("other_us_per_update")),
    ("CPU of Redis, µs", "publish", lambda line: line.get("redis_us_per_update")),
    ("CPU of Redis, 200 updates/s, µs", "steady", lambda line: line.get("redis_us_per_update")),
    (f"the same with {READERS} more nodes reading, µs", f"steady, {READERS} more readers", lambda line: line.get("redis_us_per_update")),
]


def markdown(lines, facts, rounds):
    rows = [f"# Two nodes beside one, {facts['date'][:10]}", ""]
    rows += [f"* {name}: {text if name != 'command' else f'`{text}`'}" for name, text in facts.items() if name not in ("nginx", "nchan")]
    rows += [f"* Redis: {machine.output('redis-server', '--version')}", f"* rounds: {rounds}, the layouts one after the other within each run, after one that only warms up (round 0 in the raw lines)", "",
             "Medians over the rounds, with the range in parentheses. Every node, and Redis with `appendfsync always` unless said otherwise, ran",
             "on the one CPU of the servers: two nodes take turns where two machines would not, so what the second one adds to latency is an",
             "upper bound, and updates a second are a lower one. No network lies between them and Redis.", "",
             "| | " + " | ".join(LAYOUTS.values()) + " |", "|---" * (len(LAYOUTS) + 1) + "|"]
    for title, run, value in TABLE:
        rows.append(f"| {title} | " + " | ".join(cell(lines, run, name, value) for name in LAYOUTS) + " |")
    wrong = [f"* round {line['round']}, {line['run']}, {line['server']}: {scenarios.faults(line)}" for line in lines if scenarios.faults(line)]
    rows += ["", "## What went wrong", ""] + (wrong or ["Nothing: every message came once, in order, to everybody."])
    rows += ["", "Every run's full result is a line of [raw.jsonl](raw.jsonl).", ""]
    return "\n".join(rows)
