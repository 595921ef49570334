"""A long run with subscribers that leave and come all the time: does anything grow?"""

import json
import subprocess
import time
from statistics import median

import machine
import scenarios

# By how much the end may be above the beginning: a share, and what a value may move anyway.
TOLERANCES = {"heap_kib": (0.05, 2048), "rss_kib": (0.10, 16384), "files": (0.05, 20), "threads": (0.10, 8)}
TITLES = {"heap_kib": "heap after GC, KiB", "rss_kib": "resident, KiB", "files": "open files", "threads": "threads"}


def soak(server, load, client_pin, minutes, subscribers, record):
    """Prints a row every so often, and a verdict; returns the exit status."""
    seconds = minutes * 60
    interval = max(5, min(60, seconds / 20))
    churn = max(1, subscribers // 100)
    rate = max(1, 10000 // subscribers)
    command = [*client_pin, str(load), *server.load_arguments(subscribers), "--subscribers", str(subscribers),
               "--rate", str(rate), "--churn", str(churn), "--warmup", "0", "--seconds", str(seconds), "--drain", "60"]
    print(f"{subscribers:,} subscribers, {churn} of them a second leave and come back with their cursor, {rate} messages/s, {minutes:g} minutes")
    print(f"{'minute':>7} {'heap after GC, KiB':>19} {'resident, KiB':>14} {'files':>7} {'threads':>8}", flush=True)
    samples = []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    start = time.monotonic()
    try:
        while wait(process, start + interval * (len(samples) + 1)):
            samples.append(sample(server, (time.monotonic() - start) / 60))
            print("{minute:7.1f} {heap_kib:19,} {rss_kib:14,} {files:7,} {threads:8,}".format(**samples[-1]), flush=True)
            record(samples[-1])
        out, errors = process.communicate(timeout=120)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode != 0:
        raise SystemExit(f"bench/run: load: {errors.strip()}")
    result = json.loads(out.splitlines()[-1])
    record(result)
    return report(samples, result)


def wait(process, until):
    """Whether the process is still running when the time has come."""
    try:
        process.wait(max(0, until - time.monotonic()))
        return False
    except subprocess.TimeoutExpired:
        return True


def sample(server, minute):
    memory = server.memory()
    pid = server.process.pid
    return {"minute": minute, "heap_kib": memory["heap"], "rss_kib": memory["rss"], "files": machine.file_count(pid),
            "threads": machine.thread_count(pid)}


def report(samples, result):
    # A server that ends a stream at its time is doing its work, as long as its subscriber comes back and misses nothing.
    wrong = scenarios.faults({**result, "ended": 0, "subscribers": 0})
    print(f"\n{result['returned']:,} came back, {result['ended']:,} of them after the server had ended their stream; "
          f"{result['deliveries']:,} deliveries, p99 {result['p99_ms']:.1f} ms")
    print(f"Deliveries: {'not in order: ' + wrong + ' ' + result['error'] if wrong else 'every message came once, in order, to everybody.'}")
    flat = [flatness(samples, name) for name in TOLERANCES] if len(samples) >= 8 else None
    if flat is None:
        print("Flat? Too short to say: give it at least 8 rows.")
        return 1 if wrong else 0
    return 0 if all(flat) and not wrong else 1


def flatness(samples, name):
    """Compares the last quarter with the second; the first is for warming up. Medians: one odd row does not decide."""
    values = [row[name] for row in samples]
    quarter = len(values) // 4
    early, late = median(values[quarter:2 * quarter]), median(values[-quarter:])
    share, anyway = TOLERANCES[name]
    flat = late <= early * (1 + share) + anyway
    print(f"{'flat   ' if flat else 'GROWING'}  {TITLES[name]}: {early:,.0f} in the second quarter, {late:,.0f} in the last")
    return flat
