"""Runs the scenarios: round after round, and within a scenario one server after the other."""

import json
import subprocess
import time
from contextlib import ExitStack

import machine
import scenarios
import servers as kinds

RUN_TIMEOUT = 600
LEAVING_SECONDS = 45
QUIET_SECONDS = 30
COMPILER_SHARE = 0.01
PACES = 6


class LoadFailed(Exception):
    pass


class Comparison:
    """One invocation of bench/run."""

    def __init__(self, names, chosen, rounds, few, quick, load, make, client_pin):
        self.names = names
        self.chosen = [scenarios.quick(scenario) for scenario in chosen] if quick else chosen
        self.rounds = rounds
        self.few = few
        self.quick = quick
        self.load = load
        self.make = make
        self.client_pin = client_pin
        self.record = None  # what takes a line of the result; set before it runs

    def run(self, rounds_done=0):
        for number in range(rounds_done + 1, self.rounds + 1):
            self.round(number, self.order(number))

    def order(self, number):
        """Nobody is always first, or always after the same other."""
        turn = (number - 1) % len(self.names)
        return self.names[turn:] + self.names[:turn]

    def whole_rounds(self, lines):
        """How many rounds, from the first on, are in these lines with all that belongs to them."""
        number = 0
        while number < self.rounds and self.is_whole(number + 1, lines):
            number += 1
        return number

    def is_whole(self, number, lines):
        there = {(line["scenario"], line["server"], line.get("run")) for line in lines if line["round"] == number}
        failed = {(line["scenario"], line["server"]) for line in lines if line["round"] == number and "failed" in line}
        return all((scenario.name, name) in failed or (scenario.name, name, run.label) in there
                   for scenario in self.chosen for name in self.taking_part(number, scenario, self.names) for run in scenario.runs)

    def round(self, number, order):
        with ExitStack() as stack:
            running = {}
            for scenario in self.chosen:
                for name in self.taking_part(number, scenario, order):
                    machine.say(f"round {number}/{self.rounds}  {scenario.name:<10}  {name}")
                    try:
                        self.measure(number, scenario, name, running, stack)
                    except (LoadFailed, RuntimeError, OSError, subprocess.SubprocessError) as error:
                        machine.say(f"  failed: {error}")
                        self.record({"round": number, "scenario": scenario.name, "server": name, "failed": str(error)})
                        gone = running.pop(name, None)
                        if gone:
                            gone.stop()

    def taking_part(self, number, scenario, order):
        if number <= self.few:
            return [name for name in order if name in scenario.servers]
        return [] if scenario.few else [name for name in order if name in scenario.servers and name not in scenarios.FAR_AWAY]

    def measure(self, number, scenario, name, running, stack):
        if not scenario.fresh:
            if name not in running:
                running[name] = self.started(name, stack)
            for run in scenario.runs:
                self.one(number, scenario, run, running[name])
            return
        # Its CPU and its memory are to be its own.
        while running:
            running.popitem()[1].stop()
        with ExitStack() as own:
            # Warmed by few: a JVM that once had thousands keeps their memory, and the next ones seem to need none.
            server = self.started(name, own, seconds=12, many=200)
            before = machine.file_count(server.process.pid)
            for run in scenario.runs:
                self.one(number, scenario, run, server)
                # Who sends no heartbeats notices at a message that somebody has left, and would be measured with those as well.
                self.generate(server, scenarios.Run("few come and go", 10, ("--rate", "2"), 0, 1), scenario=None)
                self.await_leaving(server, before)

    def started(self, name, stack, seconds=30, many=5000):
        server = self.make(name)
        stack.callback(server.stop)
        server.start()
        if server.java:
            self.warm(server, *((2, 100) if self.quick else (seconds, many)))
        return server

    def warm(self, server, seconds, many):
        """Lets the JVM compile what it is going to need: it is the running server that is measured, not the starting one."""
        pid = server.process.pid
        before = machine.file_count(pid)
        come = scenarios.Run("come and go", many, ("--rate", "2"), 0, 1)
        # What it costs to take a message, to let subscribers in, and to deliver to many, some of whom stop reading: each is another
        # path through the code.
        for warm in (scenarios.Run("publish", 10, ("--rate", "0", "--ahead", "64", "--publishers", "8"), 0, seconds),
                     come, come, come,
                     scenarios.Run("deliver", many // 5, ("--rate", "0", "--ahead", "8"), 0, min(seconds, 12)),
                     scenarios.Run("some stop", many // 5, ("--rate", "25", "--size", "8192", "--slow", "10"), 0, min(seconds, 12))):
            self.generate(server, warm, scenario=None)
        self.keep_pace(server, scenarios.Run("pace", many // 50, ("--rate", "200"), 0, seconds * 2 / 3))
        self.await_quiet(server)
        self.await_leaving(server, before)

    def keep_pace(self, server, pace):
        """Messages one by one, until the compiler has little left to do: whatever it does while something is measured makes a message
        or two late, on the one processor that there is, and that is what a p99 shows."""
        for _ in range(PACES):
            if self.generate(server, pace, scenario=None)["compiler_seconds"] < COMPILER_SHARE * pace.seconds:
                return

    def await_leaving(self, server, before):
        """Those who have left are noticed at a heartbeat, or at the next message: until then they are in the way of others."""
        pid = server.process.pid
        deadline = time.monotonic() + LEAVING_SECONDS
        while machine.file_count(pid) > before + 20:
            if time.monotonic() > deadline:
                still = machine.file_count(pid) - before
                machine.say(f"  {server.name}: {LEAVING_SECONDS} s after its subscribers have left, {still} more files are open than before")
                break
            time.sleep(0.5)

    def await_quiet(self, server):
        """The compiler goes on for some time: what it does then is not what a delivery costs."""
        deadline = time.monotonic() + QUIET_SECONDS
        while time.monotonic() < deadline:
            before = machine.cpu_seconds(server.process.pid)
            time.sleep(2)
            if machine.cpu_seconds(server.process.pid) - before < 0.1:
                return

    def one(self, number, scenario, run, server):
        result = self.generate(server, run, scenario)
        line = {"round": number, "scenario": scenario.name, "run": run.label, "server": server.name, **result}
        wrong = scenarios.faults(line)
        machine.say("  " + brief(line) + (f"  !! {wrong} {line.get('error', '')}" if wrong else ""))
        self.record(line)

    def generate(self, server, run, scenario):
        """One run of the load generator; with what it says and, where asked for, what memory the server needed."""
        if run.memory and server.empty is None:
            server.empty = server.memory()
        compiled = machine.compiler_seconds(server.process.pid) if server.java else {}
        command = [*self.client_pin, str(self.load), *server.load_arguments(run.subscribers, run.grants), *run.arguments()]
        if scenario and scenario.health:
            command += ["--health", server.health[0], "--health-port", str(server.health_port())]
        if run.memory:
            command.append("--hold")
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            growth = {}
            if run.memory:
                growth = self.growth(server, process)
            out, errors = process.communicate("go\n" if run.memory else None, timeout=RUN_TIMEOUT)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        lines = out.splitlines()
        if process.returncode != 0 or not lines:
            raise LoadFailed(f"load: {errors.strip() or process.returncode}")
        result = json.loads(lines[-1])
        if server.java:
            result["compiler_seconds"] = round(machine.compiler_seconds_since(compiled, server.process.pid), 2)
        return {**result, **growth, **served(result, run)}

    def growth(self, server, process):
        before = server.empty
        line = process.stdout.readline()
        if not line:
            raise LoadFailed(f"load: {process.stderr.read().strip()}")
        count = json.loads(line)["open"]
        if count == 0:
            raise LoadFailed("no subscriber was let in")
        time.sleep(1)
        after = server.memory()
        result = {"rss_before_kib": before["rss"], "rss_kib": after["rss"], "pss_kib": after["pss"],
                  "kib_per_subscriber": (after["rss"] - before["rss"]) / count,
                  "pss_kib_per_subscriber": (after["pss"] - before["pss"]) / count}
        if after["heap"] is not None:
            result["heap_kib_per_subscriber"] = (after["heap"] - before["heap"]) / count
        return result


def served(result, run):
    """The share of what should have been delivered that was, in percent; who was not let in counts as not served."""
    if run.seconds == 0:
        return {}
    open_share = min(result["open"], result["subscribers"]) / result["subscribers"]
    total = result["published"] * max(result["open"], 1)
    got = max(total - result["missing"], 0) / total if total else 0
    return {"served": 100 * open_share * got}


def brief(line):
    named = [("cpu_us", "CPU {:.2f} µs"), ("p50_ms", "p50 {:.1f} ms"), ("p99_ms", "p99 {:.1f} ms"),
             ("deliveries_per_second", "{:,.0f}/s"), ("kib_per_subscriber", "{:.2f} KiB"),
             ("health_worst_ms", "health ≤ {:.0f} ms"), ("caught_up_seconds", "caught up in {:.2f} s"),
             ("server_busy", "server {:.0%}"), ("client_busy", "client {:.0%}")]
    return f"{line['run']}: {line['open']:,} open, " + ", ".join(form.format(line[key]) for key, form in named if key in line)
