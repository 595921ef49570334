"""The five servers: how each is started and stopped, and how the load generator talks to it."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import resource
import shutil
import signal
import string
import subprocess
import time

import machine
from machine import ROOT

SECRET = "bench-secret-that-nobody-needs-to-know-0123456789"
TOPIC = "https://bench.example/news"
OWN_TOPIC = "https://bench.example/own/"
BASELINES = ROOT / "bench" / "baselines"
NAMES = ["hub", "nchan", "floor", "jersey", "spring"]
STOP_SECONDS = 20
START_SECONDS = 120


def token(claims):
    """A classic token of the hub, HS256."""
    def encoded(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")
    head = encoded(b'{"alg":"HS256"}') + b"." + encoded(json.dumps(claims, separators=(",", ":")).encode())
    return (head + b"." + encoded(hmac.new(SECRET.encode(), head, hashlib.sha256).digest())).decode()


def write_tokens(path, count, granted):
    """One token for each subscriber, no two alike, for the topics of its number."""
    end = int(time.time()) + 24 * 3600
    with open(path, "w", encoding="ascii") as file:
        for index in range(count):
            file.write(token({"mercure": {"subscribe": granted(index)}, "sub": f"subscriber-{index}", "exp": end}) + "\n")


# What a subscriber's token is for. Those who may read the same are one audience; a topic of one's own beside the common one
# makes an audience of everybody.
GRANTS = {
    "one": lambda index: [TOPIC],
    "own topics": lambda index: [f"{OWN_TOPIC}{index}"],
    "own audiences": lambda index: [TOPIC, f"{OWN_TOPIC}{index}"],
}


class Server:
    """A server process of ours, in a process group of its own, on the server's CPU."""

    java = False
    own_topics = False  # whether subscribers can have topics of their own
    cursors = False  # whether one can come back with Last-Event-ID
    health = ["/"]

    def __init__(self, work, pin):
        self.work = work / self.name
        self.pin = pin
        self.port = machine.free_port()
        self.process = None
        self.empty = None  # its memory before the first of those whose memory is measured

    def start(self):
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        command = self.prepare()
        with open(self.work / "output.log", "wb") as log:
            self.process = subprocess.Popen(
                self.pin + command, cwd=self.work, env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=limit_files)
        self.wait_until_ready()

    def environment(self):
        return dict(os.environ)

    def wait_until_ready(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} has ended while it started; its own words are in {self.work}/output.log")
            for path in self.health:
                if 200 <= self.status(path) < 300:
                    self.health = [path]
                    return
            time.sleep(0.2)
        raise RuntimeError(f"{self.name} was not ready after {START_SECONDS} s; see {self.work}/output.log")

    def status(self, path):
        """Of HEAD; 0 where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("HEAD", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def stop(self):
        if self.process is None:
            return
        for ending in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                os.killpg(self.process.pid, ending)
                try:
                    self.process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    continue
        self.process = None

    def health_port(self):
        return self.port

    def pids(self):
        return machine.children(self.process.pid)

    def memory(self):
        """In KiB: rss, pss and, of a JVM, the heap that is used. A JVM collects its garbage first."""
        if self.java:
            machine.collect_garbage(self.process.pid)
        rss, pss = machine.memory_kib(self.pids())
        return {"rss": rss, "pss": pss, "heap": machine.heap_used_kib(self.process.pid) if self.java else None}

    def load_arguments(self, subscribers, grants="one"):
        arguments = ["--port", str(self.port), "--server-pids", ",".join(map(str, self.pids()))]
        return arguments + self.addresses(subscribers, grants if self.own_topics else "one")


def limit_files():
    resource.setrlimit(resource.RLIMIT_NOFILE, (machine.FILE_LIMIT, machine.FILE_LIMIT))


class Hub(Server):
    """Our WAR on a Tomcat as bin/run and the image set it up: production mode, every subscriber with a token of its own."""

    name = "hub"
    java = own_topics = cursors = True
    health = ["/health/live", "/health/ready", "/sse/basic"]
    path = "/.well-known/mercure"

    def __init__(self, work, pin, war, private):
        super().__init__(work, pin)
        self.war = war
        self.private = private
        self.inside_port = machine.free_port()

    def health_port(self):
        """Where whoever watches it asks; the others have one door only."""
        return self.inside_port

    def prepare(self):
        base = self.work / "tomcat"
        home = machine.tomcat_home()
        for folder in ("bin", "conf", "logs", "temp", "webapps", "work"):
            (base / folder).mkdir(parents=True)
        shutil.copy(ROOT / "tomcat" / "setenv.sh", base / "bin")
        for file in [*(ROOT / "tomcat").glob("*.xml"), ROOT / "tomcat" / "logging.properties", home / "conf" / "web.xml"]:
            shutil.copy(file, base / "conf")
        shutil.copy(self.war, base / "webapps" / "ROOT.war")
        return [str(home / "bin" / "catalina.sh"), "run"]

    def environment(self):
        # setenv.sh would leave 500 files for other things than connections; it is the limit itself that is measured.
        places = (f"-Dtomcat.port={self.port} -Dtomcat.address=127.0.0.1 -Dtomcat.inside-port={self.inside_port}"
                  f" -Dtomcat.connections={machine.FILE_LIMIT - 200}")
        ours = {
            "WELLSPRING_MODE": "production",
            "WELLSPRING_DATA": str(self.work / "data"),
            "WELLSPRING_KEYS__BENCH__SECRET": SECRET,
            "WELLSPRING_MOST_STREAMS": "0",  # what the file limit allows is what is measured
        }
        (self.work / "data").mkdir()
        # The caller's own WELLSPRING_* win.
        return {**ours, **tomcat_environment(self.work / "tomcat", places)}

    def addresses(self, subscribers, grants):
        tokens = self.work / f"tokens-{subscribers}-{grants.replace(' ', '-')}"
        if not tokens.exists():
            write_tokens(tokens, subscribers, GRANTS[grants])
        each_own = grants == "own topics"
        publisher = token({"mercure": {"publish": ["*"]}, "exp": int(time.time()) + 24 * 3600})
        private = "private=on&" if self.private else ""
        return ["--topics", "each-own" if each_own else "one", "--topic-base", OWN_TOPIC if each_own else TOPIC,
                "--subscribe-path", f"{self.path}?topic=", "--tokens", str(tokens),
                "--publish-path", self.path, "--publish-prefix", f"{private}topic=", "--publish-token", publisher,
                "--publish-type", "application/x-www-form-urlencoded"]


def tomcat_environment(base, options):
    environment = dict(os.environ)
    # From the caller's shell they could mean another Tomcat.
    for name in ("CATALINA_PID", "CATALINA_OUT", "CATALINA_TMPDIR", "CATALINA_LOGGING_CONFIG", "CLASSPATH"):
        environment.pop(name, None)
    environment["CATALINA_HOME"] = str(machine.tomcat_home())
    environment["CATALINA_BASE"] = str(base)
    environment["CATALINA_OPTS"] = f"{options} {environment.get('CATALINA_OPTS', '')}".strip()
    if "UTF-8" not in environment.get("LC_ALL", ""):
        environment["LC_ALL"] = "C.UTF-8"
    return environment


class Nchan(Server):
    """nginx with nchan, one worker. No tokens; the log is its shared memory."""

    name = "nchan"
    own_topics = cursors = True
    health = ["/health"]

    def prepare(self):
        template = string.Template((ROOT / "bench" / "harness" / "nchan.conf").read_text())
        # More than it has files: with less than a sixteenth of them free, nginx closes connections that are waiting.
        connections = machine.FILE_LIMIT * 11 // 10
        conf = template.safe_substitute(
            module=machine.nchan_module(), port=self.port, files=machine.FILE_LIMIT, connections=connections)
        (self.work / "nginx.conf").write_text(conf)
        return [machine.find_program("nginx"), "-e", "stderr", "-p", f"{self.work}/", "-c", "nginx.conf"]

    def addresses(self, subscribers, grants):
        each_own = grants == "own topics"
        # Its publisher takes the channel from the URL, so with topics of their own there is nothing to publish.
        return ["--topics", "each-own" if each_own else "one", "--topic-base", "own-" if each_own else "news",
                "--subscribe-path", "/subscribe?topic=", "--publish-path", "/publish?topic=news"]


class Floor(Server):
    """One send() per subscriber per message."""

    name = "floor"

    def prepare(self):
        return [str(self.work.parent / "bin" / "floor"), str(self.port)]

    def addresses(self, subscribers, grants):
        return []


class Jersey(Server):
    """Jersey's SseBroadcaster on Tomcat as it is downloaded, but for the number of connections it takes."""

    name = "jersey"
    java = True
    health = ["/application.wadl", "/"]

    def prepare(self):
        base = self.work / "tomcat"
        home = machine.tomcat_home()
        for folder in ("bin", "logs", "temp", "webapps", "work"):
            (base / folder).mkdir(parents=True)
        shutil.copytree(home / "conf", base / "conf")
        shutil.copy(ROOT / "tomcat" / "setenv.sh", base / "bin")
        server = base / "conf" / "server.xml"
        connections = f'address="127.0.0.1" maxConnections="{machine.FILE_LIMIT}" acceptCount="4096"'
        server.write_text(server.read_text().replace('<Server port="8005"', '<Server port="-1"')
                          .replace('<Connector port="8080"', f'<Connector port="{self.port}" {connections}', 1))
        shutil.copy(BASELINES / "jersey" / "target" / "ROOT.war", base / "webapps")
        return [str(home / "bin" / "catalina.sh"), "run"]

    def environment(self):
        return tomcat_environment(self.work / "tomcat", "")

    def wait_until_ready(self):
        wait_for_answer(self)

    def addresses(self, subscribers, grants):
        return ["--subscribe-path", "/news", "--publish-path", "/news"]


class Spring(Server):
    """Spring's SseEmitter on an embedded Tomcat."""

    name = "spring"
    java = True

    def prepare(self):
        target = BASELINES / "spring" / "target"
        java = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
        return [java, *machine.jvm_options().split(), "-cp", f"{target}/spring-baseline.jar:{target}/lib/*",
                "dev.wellspring.bench.EmitterBaseline", str(self.port), str(machine.FILE_LIMIT)]

    def wait_until_ready(self):
        wait_for_answer(self)

    def addresses(self, subscribers, grants):
        return ["--subscribe-path", "/news", "--publish-path", "/news"]


def wait_for_answer(server):
    """For those that have no page to ask for: until the first message is taken."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError(f"{server.name} has ended while it started; its own words are in {server.work}/output.log")
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        try:
            connection.request("POST", "/news", body="ready?", headers={"Content-Type": "text/plain"})
            if connection.getresponse().status // 100 == 2:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    raise RuntimeError(f"{server.name} was not ready after {START_SECONDS} s; see {server.work}/output.log")


def make(name, work, pin, war, private):
    if name == "hub":
        return Hub(work, pin, war, private)
    return {"nchan": Nchan, "floor": Floor, "jersey": Jersey, "spring": Spring}[name](work, pin)


def build(names, work):
    """The load generator, the floor and the baselines."""
    tools = work / "bin"
    tools.mkdir(parents=True, exist_ok=True)
    sources = ROOT / "bench" / "load"
    parts = [str(sources / f"{part}.c") for part in ("load", "options", "connection", "subscriber", "publisher", "health", "measure")]
    compile_c(parts, tools / "load")
    compile_c([str(sources / "floor.c")], tools / "floor")
    if {"jersey", "spring"} & set(names) and baselines_are_old():
        machine.say("Building the baselines…")
        run_or_die(["mvn", "-q", "-B", "-f", str(BASELINES / "pom.xml"), "package"])
    return tools / "load"


def baselines_are_old():
    made = [BASELINES / "jersey" / "target" / "ROOT.war", BASELINES / "spring" / "target" / "spring-baseline.jar"]
    if not all(file.is_file() for file in made):
        return True
    sources = [*BASELINES.rglob("pom.xml"), *BASELINES.glob("*/src/**/*.java")]
    return max(file.stat().st_mtime for file in sources) > min(file.stat().st_mtime for file in made)


def compile_c(sources, to):
    run_or_die(["gcc", "-O2", "-Wall", "-Wextra", "-o", str(to), *sources])


def run_or_die(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"bench/run: {' '.join(command)} failed:\n{done.stdout}{done.stderr}")
