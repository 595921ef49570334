"""bench/run: the command line, and where the results go."""

import argparse
import json
import os
import shutil
import signal
import sys
from pathlib import Path

import cluster
import machine
import plot
import results as tables
import scenarios
import servers
import soak
from compare import Comparison
from machine import ROOT, say


def parse():
    parser = argparse.ArgumentParser(
        prog="bench/run", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Compares fan-out servers, interleaved in one run; with \"soak\", watches the hub for a long time; with \"cluster\", "
                    "compares two nodes with one.",
        epilog="CATALINA_OPTS and WELLSPRING_* reach the hub as they are. Scenarios:\n"
               + "\n".join(f"  {scenario.name:<11} {scenario.title}" for scenario in scenarios.SCENARIOS))
    parser.add_argument("what", nargs="?", choices=["compare", "soak", "cluster"], default="compare")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--few", type=int, default=2, help="rounds for what is far from close: Jersey and Spring, capacity, curve")
    parser.add_argument("--scenarios", default=",".join(scenario.name for scenario in scenarios.SCENARIOS))
    parser.add_argument("--servers", default=",".join(servers.NAMES))
    parser.add_argument("--quick", action="store_true", help="a tenth of the subscribers for two seconds: does it work at all?")
    parser.add_argument("--war", type=Path, default=ROOT / "target" / "ROOT.war")
    parser.add_argument("--out", type=Path, help="default: bench/results/DATE-COMMIT; with --quick and soak .wellspring/bench/results")
    parser.add_argument("--resume", type=Path, metavar="RESULT", help="go on with a run that was interrupted, after its last whole round")
    parser.add_argument("--public", action="store_true", help="publish public updates, not private ones, to the hub")
    parser.add_argument("--server-cpu", default="0", help="a list for taskset; \"none\": anywhere")
    parser.add_argument("--client-cpu", default="1")
    parser.add_argument("--minutes", type=float, default=20, help="of the soak")
    parser.add_argument("--subscribers", type=int, default=5000, help="of the soak")
    return parser.parse_args()


def chosen_from(text, known, what):
    names = [name for name in text.split(",") if name]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise SystemExit(f"bench/run: there is no {what} \"{','.join(unknown)}\"; there are {', '.join(known)}")
    return names


def pin(cpus):
    return [] if cpus == "none" else ["taskset", "-c", cpus]


def pins(arguments):
    """Server and client on different CPUs; on a machine with one, said and not done."""
    if "none" not in (arguments.server_cpu, arguments.client_cpu) and os.cpu_count() < 2:
        say("bench/run: one CPU only: server and client are on the same one, and the figures mean little.")
        arguments.server_cpu = arguments.client_cpu = "none"
    return f"servers on CPU {arguments.server_cpu}, load generator on CPU {arguments.client_cpu}"


def out_folder(arguments, facts):
    if arguments.out:
        return arguments.out
    base = ROOT / (".wellspring/bench/results" if arguments.quick or arguments.what == "soak" else "bench/results")
    return base / f"{facts['date'][:10]}-{facts['commit'].split()[0]}"


def recorder(file):
    def record(line):
        file.write(json.dumps(line) + "\n")
        file.flush()
    return record


def write_plots(results, names, folder):
    """Returns the files' names and titles."""
    plots = []

    def add(file, title, svg):
        (folder / file).write_text(svg)
        plots.append((file, title))
    for goal in scenarios.GOALS[:6]:
        rows = []
        for name in names:
            found = results.values(goal.scenario, goal.run, name, goal.value).values()
            if found:
                rows.append((name, results.middle(goal.scenario, goal.run, name, goal.value), min(found), max(found)))
        if len(rows) > 1 and max(row[3] for row in rows) > 0:
            add(f"{goal.scenario}-{goal.value}.svg".replace("_", "-"), goal.title, plot.bars(goal.title, goal.unit, rows))
    for scenario, value, title in tables.CURVES:
        series = {}
        for name in names:
            points = [(count, results.middle(scenario, run, name, value))
                      for count, run in tables.curve_runs(results, scenario, value).items()]
            points = [point for point in points if point[1] is not None]
            if any(point[1] > 0 for point in points):
                series[name] = points
        if series:
            add(f"curve-{value}.svg".replace("_", "-"), title + ", by subscribers", plot.curves(title, title, series))
    return plots


def begun(folder, facts):
    """What an interrupted run was made with and has measured. Each round starts its servers anew, so a round is where one can go on."""
    before = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    if before["WAR"] != facts["WAR"]:
        raise SystemExit(f"bench/run: {folder} was measured with another WAR: {before['WAR']}")
    again = f"{facts['date']}, `{facts['command']}`, load average {facts['load average at the start']}"
    before["resumed"] = "; ".join(filter(None, [before.get("resumed"), again]))
    return before, [json.loads(line) for line in (folder / "raw.jsonl").read_text(encoding="utf-8").splitlines()]


def compare(arguments, make, load, names, chosen, facts):
    folder = arguments.resume or out_folder(arguments, facts)
    folder.mkdir(parents=True, exist_ok=True)
    raw = folder / "raw.jsonl"
    lines = []
    if arguments.resume:
        facts, lines = begun(folder, facts)
    (folder / "facts.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    comparison = Comparison(names, chosen, arguments.rounds, arguments.few, arguments.quick, load, make, pin(arguments.client_cpu))
    done = comparison.whole_rounds(lines)
    lines = [line for line in lines if line["round"] <= done]
    with open(raw, "w", encoding="utf-8") as file:
        write = recorder(file)
        for line in lines:
            write(line)

        def record(line):
            lines.append(line)
            write(line)
        comparison.record = record
        try:
            comparison.run(done)
        finally:
            # What was measured before an interruption is not lost.
            results = tables.Results(lines)
            plots = write_plots(results, names, folder) if lines else []
            text = tables.markdown(results, names, facts, comparison, plots)
            (folder / "README.md").write_text(text, encoding="utf-8")
    print(text)
    say(f"In {folder}: README.md, raw.jsonl and {len(plots)} plots.")
    return 1 if any("failed" in line for line in lines) else 0


def long_run(arguments, make, load, facts):
    folder = out_folder(arguments, facts)
    folder.mkdir(parents=True, exist_ok=True)
    server = make("hub")
    with open(folder / "soak.jsonl", "w", encoding="utf-8") as file:
        record = recorder(file)
        record(facts)
        try:
            server.start()
            return soak.soak(server, load, pin(arguments.client_cpu), arguments.minutes, arguments.subscribers, record)
        finally:
            server.stop()


def two_nodes(arguments, load, work, war, facts):
    folder = arguments.out or out_folder(arguments, facts).parent / f"{facts['date'][:10]}-cluster"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "raw.jsonl", "w", encoding="utf-8") as file:
        lines = cluster.cluster(
            arguments, load, pin(arguments.server_cpu), pin(arguments.client_cpu), work, war, recorder(file))
    text = cluster.markdown(lines, facts, arguments.rounds)
    (folder / "README.md").write_text(text, encoding="utf-8")
    print(text)
    return 1 if any(scenarios.faults(line) for line in lines) else 0


def main():
    arguments = parse()
    # Ended from outside: what was started is stopped, as after Ctrl+C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    names = ["hub"] if arguments.what != "compare" else chosen_from(arguments.servers, servers.NAMES, "server")
    scenario_names = chosen_from(arguments.scenarios, [scenario.name for scenario in scenarios.SCENARIOS], "scenario")
    chosen = [scenario for scenario in scenarios.SCENARIOS if scenario.name in scenario_names]
    war = arguments.war.resolve()
    missing = machine.missing(names, war)
    if arguments.what == "cluster" and not machine.find_program("redis-server"):
        missing.append("There is no redis-server: apt-get install redis-server redis-tools")
    if missing:
        raise SystemExit("bench/run cannot start:\n" + "\n".join(f"  * {sentence}" for sentence in missing))
    placed = pins(arguments)
    facts = machine.describe(sys.argv[1:], placed, war)
    work = ROOT / ".wellspring" / "bench" / f"work-{os.getpid()}"
    load = servers.build(names, work)

    def make(name):
        return servers.make(name, work, pin(arguments.server_cpu), war, private=not arguments.public)
    try:
        if arguments.what == "compare":
            status = compare(arguments, make, load, names, chosen, facts)
        elif arguments.what == "cluster":
            status = two_nodes(arguments, load, work, war, facts)
        else:
            status = long_run(arguments, make, load, facts)
    except (KeyboardInterrupt, RuntimeError) as error:
        # The servers' own words stay.
        raise SystemExit(f"bench/run: {error or 'interrupted'}") from None
    if status == 0:
        shutil.rmtree(work, ignore_errors=True)
    else:
        say(f"What the servers said is in {work}.")
    return status


if __name__ == "__main__":
    sys.exit(main())
