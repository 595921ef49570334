"""The machine: what is missing on it, what it is, and what the kernel says about a process."""

import hashlib
import os
import platform
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NGINX_MODULES = [Path("/usr/lib/nginx/modules"), Path("/usr/lib64/nginx/modules"), Path("/usr/share/nginx/modules")]
FILE_LIMIT = 20000


def say(text):
    print(text, file=sys.stderr, flush=True)


def find_program(name):
    """Debian keeps nginx where only root's PATH looks."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin:/sbin")


def nchan_module():
    """The module's file: BENCH_NCHAN_MODULE, or where distributions put it; None where there is none."""
    chosen = os.environ.get("BENCH_NCHAN_MODULE")
    candidates = [Path(chosen)] if chosen else [place / "ngx_nchan_module.so" for place in NGINX_MODULES]
    return next((file for file in candidates if file.is_file()), None)


def missing(servers, war):
    """What is not there and has to be, each as a sentence that says how to get it."""
    sentences = []
    if not sys.platform.startswith("linux"):
        sentences.append("This is not Linux: the load generator needs epoll, and the figures come from /proc.")
    if not find_program("gcc"):
        sentences.append("There is no gcc, which builds the load generator: apt-get install gcc libc6-dev")
    if not find_program("taskset"):
        sentences.append("There is no taskset, which keeps server and client apart: apt-get install util-linux")
    if "nchan" in servers and not (find_program("nginx") and nchan_module()):
        sentences.append("There is no nginx with nchan: apt-get install nginx-light libnginx-mod-nchan (a module elsewhere: "
                         "BENCH_NCHAN_MODULE=/path/ngx_nchan_module.so), or leave it out: --servers hub,floor,jersey,spring")
    if {"jersey", "spring"} & set(servers) and not find_program("mvn"):
        sentences.append("There is no mvn, which builds the baselines: apt-get install maven, or --servers hub,nchan,floor")
    if "hub" in servers and not war.is_file():
        sentences.append(f"There is no {war}: build it first with mvn -DskipTests package, or name one with --war")
    if {"hub", "jersey"} & set(servers) and not tomcat_home().is_dir():
        sentences.append(f"There is no Tomcat in {tomcat_home()}: mvn -DskipTests package unpacks it")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < FILE_LIMIT:
        sentences.append(f"The file limit is {hard} (ulimit -Hn), and 19,500 subscribers need {FILE_LIMIT}: raise it in "
                         "/etc/security/limits.conf, or with ulimit -Hn as root")
    return sentences


def tomcat_home():
    version = re.search(r"<tomcat.version>(.*?)</tomcat.version>", (ROOT / "pom.xml").read_text()).group(1)
    return ROOT / "target" / "tomcat" / f"apache-tomcat-{version}"


def free_port():
    """Below the range from which the kernel takes ports for outgoing connections."""
    for port in range(21000, 30000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                try:
                    with socket.socket() as listener:
                        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                        listener.bind(("127.0.0.1", port))
                    if port not in _given:
                        _given.add(port)
                        return port
                except OSError:
                    pass
    raise SystemExit("bench/run: no free port between 21000 and 30000")


_given = set()


def output(*command):
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False).stdout.strip()
    except OSError:
        return ""


def jvm_options():
    """What tomcat/setenv.sh makes of CATALINA_OPTS: the options of every JVM here, the hub's and the baselines'."""
    return output("sh", "-c", ". tomcat/setenv.sh; printf %s \"$CATALINA_OPTS\"")


def sync_times(folder, times=200, size=12288, pause=0.05):
    """How long this disk takes to keep a few pages, at the pace of 20 a second: no update that is kept can be faster."""
    took = []
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(times):
            time.sleep(pause)
            begun = time.perf_counter()
            file.write(os.urandom(size))
            os.fsync(file.fileno())
            took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return f"median {took[times // 2]:.1f} ms, p99 {took[times * 99 // 100]:.1f} ms ({times} times {size // 1024} KiB, 20 a second)"


def describe(arguments, pins, war):
    """The circumstances of a run, as pairs of name and text."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text()).group(1)) // 1024
    changed = " (with changes that are not committed)" if output("git", "status", "--porcelain", "--", ".", ":!bench/results") else ""
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java"
    nginx = find_program("nginx")
    facts = {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": (output("git", "rev-parse", "--short", "HEAD") or "none") + changed,
        "WAR": f"{war.name}, sha256 {hashlib.sha256(war.read_bytes()).hexdigest()[:16]}" if war.is_file() else "none",
        "command": " ".join(["bench/run", *arguments]),
        "machine": f"{os.cpu_count()} × {model.group(1) if model else platform.machine()}, {memory} MiB",
        "kernel": platform.release(),
        "pinned": pins,
        "load average at the start": " ".join(f"{value:.2f}" for value in os.getloadavg()),
        "write and fsync on this disk": sync_times(ROOT / ".wellspring" / "bench"),
        "file limit of every server": str(FILE_LIMIT),
        "JDK": subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr.splitlines()[0],
        "JVM options (tomcat/setenv.sh, then CATALINA_OPTS)": jvm_options(),
        "WELLSPRING_* of the caller": " ".join(
            f"{name}={value}" for name, value in sorted(os.environ.items())
            if name.startswith("WELLSPRING_") and "KEYS" not in name) or "none",
        "Tomcat": tomcat_home().name,
        "nginx": subprocess.run([nginx, "-v"], capture_output=True, text=True, check=False).stderr.strip() if nginx else "none",
        "nchan": output("dpkg-query", "-W", "-f", "${Version}", "libnginx-mod-nchan") or "version not known",
    }
    return facts


def children(pid):
    """A process and all that it has started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            for child in (task / "children").read_text().split():
                found += children(int(child))
        except OSError:
            pass
    return found


def memory_kib(pids):
    """Resident sets of these processes together: (RSS, PSS). PSS counts what they share once."""
    rss = pss = 0
    for pid in pids:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        rss += int(re.search(r"^Rss:\s*(\d+)", text, re.M).group(1))
        pss += int(re.search(r"^Pss:\s*(\d+)", text, re.M).group(1))
    return rss, pss


def cpu_seconds(pid):
    """User and system time of a process so far."""
    return used_seconds(Path(f"/proc/{pid}/stat").read_text())


def compiler_seconds(pid):
    """Of it, a JVM's compiler, by thread: they come and go."""
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            stat = (task / "stat").read_text()
        except OSError:
            continue  # a thread that has ended
        if "CompilerThre" in stat:
            found[task.name] = used_seconds(stat)
    return found


def compiler_seconds_since(before, pid):
    """What was used since; without that of threads that have ended meanwhile."""
    return sum(used - before.get(thread, 0) for thread, used in compiler_seconds(pid).items())


def used_seconds(stat):
    """User and system time in a line of /proc about a process or a thread."""
    fields = stat.rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def file_count(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def thread_count(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


def jcmd(pid, *command):
    tool = Path(os.environ["JAVA_HOME"]) / "bin" / "jcmd"
    return subprocess.run([tool, str(pid), *command], capture_output=True, text=True, timeout=120, check=True).stdout


def collect_garbage(pid):
    """Twice: the first makes references of the dead available, the second takes what hung on them."""
    jcmd(pid, "GC.run")
    time.sleep(0.5)
    jcmd(pid, "GC.run")
    time.sleep(0.5)


def heap_used_kib(pid):
    """All generations together, without metaspace."""
    lines = jcmd(pid, "GC.heap_info").splitlines()
    return sum(int(found.group(1)) for line in lines if "etaspace" not in line and "class space" not in line
               for found in [re.search(r"used (\d+)K", line)] if found)
