"""From raw lines to a table: medians, ranges, and ratios of medians."""

from statistics import median

import scenarios

HEADINGS = {"hub": "hub", "nchan": "nchan", "floor": "floor", "jersey": "Jersey", "spring": "Spring"}


class Results:
    """The raw lines of a comparison, by what they measured. Lines of failed runs have no values."""

    def __init__(self, lines):
        self.lines = lines

    def values(self, scenario, run, server, value):
        """By round."""
        return {line["round"]: line[value] for line in self.lines
                if line["scenario"] == scenario and line.get("run") == run and line["server"] == server and value in line}

    def middle(self, scenario, run, server, value):
        """The median over the rounds, or None."""
        found = self.values(scenario, run, server, value).values()
        return median(found) if found else None

    def faulty(self, scenario, run, server):
        return any(scenarios.faults(line) or "failed" in line for line in self.lines
                   if line["scenario"] == scenario and line.get("run", run) == run and line["server"] == server)


def number(value):
    if value is None:
        return "–"
    size = abs(value)
    return f"{value:,.0f}" if size >= 1000 else f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def span(values, form=number):
    """“12.0 (11.5–13.1)”: median and range."""
    found = list(values)
    if not found:
        return "–"
    middle = form(median(found))
    return middle if len(found) == 1 else f"{middle} ({form(min(found))}–{form(max(found))})"


def cell(results, scenario, run, server, value):
    mark = " ⚠" if results.faulty(scenario, run, server) else ""
    return span(results.values(scenario, run, server, value).values()) + mark


def ratio(results, goal, bound):
    """The ratio of medians, with the range of the rounds' own ratios; None where one of the two is not there."""
    ours = results.values(goal.scenario, goal.run, "hub", goal.value)
    if bound.server:
        theirs = results.values(goal.scenario, goal.run, bound.server, goal.value)
    elif bound.run:
        theirs = results.values(goal.scenario, bound.run, "hub", goal.value)
    else:
        theirs = dict.fromkeys(ours, 1)
    both = [ours[key] / theirs[key] for key in ours if theirs.get(key)]
    if not both:
        return None
    return median(ours.values()) / median(theirs.values()), min(both), max(both)


def verdict(results, goal, bound):
    found = ratio(results, goal, bound)
    if found is None:
        return f"{bound.text()}: not measured"
    middle, low, high = found
    met = middle >= bound.factor if bound.at_least else middle <= bound.factor
    # A hub that lost something has not reached a goal, however fast it was.
    met = met and not results.faulty(goal.scenario, goal.run, "hub")
    shown = number(middle) if low == high else f"{number(middle)} ({number(low)}–{number(high)})"
    return f"{bound.text()}: **{shown}** {'✓' if met else '✗'}"


def goal_table(results, names):
    columns = [name for name in HEADINGS if name in names]
    rows = ["| what | " + " | ".join(HEADINGS[name] for name in columns) + " | goal: the hub's ratio or figure |",
            "|---" * (len(columns) + 2) + "|"]
    for goal in scenarios.GOALS:
        if not any(line["scenario"] == goal.scenario for line in results.lines):
            continue
        cells = [cell(results, goal.scenario, goal.run, name, goal.value) for name in columns]
        bounds = "<br>".join(verdict(results, goal, bound) for bound in goal.bounds)
        rows.append(f"| {goal.title}, {goal.unit} | " + " | ".join(cells) + f" | {bounds} |")
    return rows if len(rows) > 2 else []


# What grows with the number of subscribers: in which scenario, which value, what it is.
CURVES = [("curve", "cpu_us", "CPU per delivery, µs"), ("curve", "p99_ms", "latency (p99), ms"),
          ("capacity", "kib_per_subscriber", "resident memory per subscriber, KiB")]


def curve_runs(results, scenario, value):
    """How many subscribers, and the run's name."""
    return dict(sorted({line["subscribers"]: line["run"] for line in results.lines
                        if line["scenario"] == scenario and value in line}.items()))


def curve_tables(results, names):
    columns = [name for name in HEADINGS if name in names]
    rows = []
    for scenario, value, title in CURVES:
        runs = curve_runs(results, scenario, value)
        if runs:
            rows += ["", f"{title[0].upper()}{title[1:]}:", "",
                     "| subscribers | " + " | ".join(HEADINGS[name] for name in columns) + " |",
                     "|---" * (len(columns) + 1) + "|"]
        rows += [f"| {count:,} | " + " | ".join(cell(results, scenario, run, name, value) for name in columns) + " |"
                 for count, run in runs.items()]
    return rows


def fault_list(results):
    rows = []
    for line in results.lines:
        wrong = line.get("failed") or scenarios.faults(line)
        if wrong:
            rows.append(f"* round {line['round']}, {line['scenario']}, {line.get('run', '')}, {line['server']}: {wrong}"
                        + (f" (first: {line['error']})" if line.get("error") else ""))
    return rows


def busy_clients(results):
    return [f"* round {line['round']}, {line['scenario']}, {line['run']}, {line['server']}: {line['client_busy']:.0%}"
            for line in results.lines if line.get("client_busy", 0) > 0.9]


def markdown(results, names, facts, comparison, plots):
    rows = [f"# Fan-out, {facts['date'][:10]}", ""]
    if comparison.quick:
        rows += ["**A quick run: it shows that everything works, and says nothing about the goals.**", ""]
    rows += [f"* {name}: {text if name != 'command' else f'`{text}`'}" for name, text in facts.items()]
    rows += [f"* rounds: {comparison.rounds}, the servers one after the other within each scenario; Jersey, Spring, capacity and "
             f"curve in the first {min(comparison.few, comparison.rounds)} of them", "",
             "Each figure is the median over the rounds, with the range in parentheses. A ratio is that of the medians, with the",
             "range of the rounds' own ratios. ⚠: something was lost, doubled or refused in one of the runs; see below.", ""]
    rows += goal_table(results, names)
    growth = curve_tables(results, names)
    if growth:
        rows += ["", "## Growth", "", "Time at 20,000 deliveries a second (19,500 for the most subscribers). Memory without any: by what the",
                 "server has grown since there was none; what it needs once, however many there are, is shared by them.", *growth]
    if plots:
        rows += ["", "## Plots", ""] + [f"![{title}]({file})" for file, title in plots]
    wrong = fault_list(results)
    rows += ["", "## What went wrong", ""] + (wrong or ["Nothing: every message came once, in order, to everybody."])
    busy = busy_clients(results)
    if busy:
        rows += ["", "## Where the load generator was the limit (busy for more than 90 %)", ""] + busy
    rows += ["", "## Scenarios", ""] + [f"* `{scenario.name}`: {scenario.title}" for scenario in comparison.chosen]
    rows += ["", "Every run's full result is a line of [raw.jsonl](raw.jsonl).", ""]
    return "\n".join(rows)
