"""What is measured: scenarios, their runs of the load generator, and the goals that the hub has."""

from dataclasses import dataclass, field

EVERYBODY = ("hub", "nchan", "floor", "jersey", "spring")
FAR_AWAY = ("jersey", "spring")  # their figures are a multiple of the hub's: a few rounds show that


@dataclass(frozen=True)
class Run:
    """One run of the load generator within a scenario."""

    label: str
    subscribers: int
    options: tuple = ()
    warmup: float = 5
    seconds: float = 10
    grants: str = "one"  # of whose tokens: servers.GRANTS
    memory: bool = False  # read before the first subscribers come and while they are there

    def quick(self):
        return Run(self.label, max(20, self.subscribers // 10), self.options, min(self.warmup, 1), min(self.seconds, 2),
                   self.grants, self.memory)

    def arguments(self):
        return ["--subscribers", str(self.subscribers), "--warmup", str(self.warmup), "--seconds", str(self.seconds),
                *self.options]


@dataclass(frozen=True)
class Scenario:
    name: str
    title: str
    runs: tuple
    servers: tuple = EVERYBODY
    fresh: bool = False  # a process of its own, rather than the one that serves the whole round
    health: bool = False
    few: bool = False  # what it shows is far larger than noise: the first rounds are enough


@dataclass(frozen=True)
class Bound:
    """The hub's value against another one: another server's, another run's, or a number."""

    factor: float
    server: str = ""
    run: str = ""  # of the hub itself
    at_least: bool = False

    def text(self):
        sign = "≥" if self.at_least else "≤"
        if self.server:
            return f"{sign} {self.factor:g} × {self.server}"
        if self.run:
            return f"{sign} {self.factor:g} × {self.run}"
        return f"{sign} {self.factor:g}"


@dataclass(frozen=True)
class Goal:
    title: str
    scenario: str
    run: str
    value: str
    unit: str
    bounds: tuple = field(default_factory=tuple)


# Who has not let everybody in by then, seven times what the slowest of the others needs, will not.
OPENING = ("--open-seconds", "60")
CURVE = ((100, 200), (1000, 20), (10000, 2), (19500, 1))

# A p99 is what happened to one message in a hundred: where few are published, it takes longer to meet some of them.
# Those with a process of their own come last: they end the ones that serve a whole round.
SCENARIOS = [
    Scenario("rate", "1,000 subscribers, 20 messages a second", (Run("rate", 1000, ("--rate", "20"), seconds=30),)),
    Scenario("throughput", "1,000 subscribers, as fast as possible, at most 32 messages ahead of them",
             (Run("throughput", 1000, ("--rate", "0", "--ahead", "32", "--publishers", "4")),)),
    Scenario("many", "10,000 subscribers, 2 messages a second", (Run("many", 10000, ("--rate", "2"), seconds=20),)),
    Scenario("audiences", "10,000 subscribers, 2 messages a second, who may read the same, and of whom everybody may read something else",
             (Run("one audience", 10000, ("--rate", "2")),
              Run("own audiences", 10000, ("--rate", "2"), grants="own audiences")),
             servers=("hub",)),
    Scenario("slow", "ten stopped readers among 1,000; 8 KiB, 25 messages a second",
             (Run("all read", 1000, ("--rate", "25", "--size", "8192")),
              Run("ten stopped", 1000, ("--rate", "25", "--size", "8192", "--slow", "10"))),
             servers=("hub", "nchan", "jersey", "spring")),
    Scenario("reconnect", "10,000 come back at once, with a cursor and 20 messages to catch up on",
             (Run("reconnect", 10000, ("--reconnect", "20", "--rate", "10", "--drain", "60")),),
             servers=("hub", "nchan"), health=True),
    Scenario("curve", "the same 20,000 deliveries a second, to more and more subscribers",
             tuple(Run(f"{count:,}", count, ("--rate", str(rate), *OPENING)) for count, rate in CURVE), few=True),
    Scenario("capacity", "1,000 and then 10,000 idle subscribers, each with a topic and a token of its own; then 19,500, where a "
             "process may have 20,000 files",
             (Run("idle 1,000", 1000, grants="own topics", memory=True, warmup=0, seconds=0),
              Run("idle", 10000, grants="own topics", memory=True, warmup=0, seconds=0),
              Run("limit", 19500, ("--rate", "1", *OPENING), memory=True, warmup=3)), fresh=True, few=True),
]

GOALS = [
    Goal("CPU per delivery, 1,000 subscribers, 20 messages/s", "rate", "rate", "cpu_us", "µs",
         (Bound(0.75, server="nchan"), Bound(1.5, server="floor"))),
    Goal("deliveries per second, 1,000 subscribers, as fast as possible", "throughput", "throughput", "deliveries_per_second",
         "/s", (Bound(5, server="nchan", at_least=True),)),
    Goal("p99 latency, 10,000 subscribers, 2 messages/s", "many", "many", "p99_ms", "ms", (Bound(0.8, server="nchan"),)),
    Goal("CPU per delivery, 10,000 audiences of one instead of one of 10,000", "audiences", "own audiences", "cpu_us", "µs",
         (Bound(1.25, run="one audience"),)),
    Goal("p99 latency, 1,000 subscribers, 20 messages/s", "rate", "rate", "p99_ms", "ms", (Bound(1.0, server="nchan"),)),
    Goal("resident memory per idle subscriber, own topic, own token", "capacity", "idle", "kib_per_subscriber", "KiB",
         (Bound(8),)),
    Goal("of it, heap that is in use", "capacity", "idle", "heap_kib_per_subscriber", "KiB"),
    Goal("19,500 subscribers under a file limit of 20,000: share of deliveries made", "capacity", "limit", "served", "%",
         (Bound(100, at_least=True),)),
    Goal("p99 latency beside ten stopped readers", "slow", "ten stopped", "p99_ms", "ms", (Bound(1.5, run="all read"),)),
    Goal("10,000 come back at once: share of deliveries made", "reconnect", "reconnect", "served", "%",
         (Bound(100, at_least=True),)),
    Goal("10,000 come back at once: slowest answer to a health check", "reconnect", "reconnect", "health_worst_ms", "ms",
         (Bound(1000),)),
]


def quick(scenario):
    return Scenario(scenario.name, scenario.title + " (quick: a tenth of the subscribers)",
                    tuple(run.quick() for run in scenario.runs), scenario.servers, scenario.fresh, scenario.health, scenario.few)


def faults(result):
    """What went wrong in a run, in words; its figures are then not comparable. Empty where all was well."""
    named = ["refused", "ended", "missing", "repeated", "disordered", "publish_errors", "health_failed"]
    found = [f"{name.replace('_', ' ')} {result[name]}" for name in named if result.get(name)]
    # Those whose connection was never taken have not been refused either.
    waiting = result.get("subscribers", 0) - sum(result.get(name, 0) for name in ("open", "refused", "ended", "slow_ended"))
    if waiting > 0:
        found.append(f"not let in {waiting}")
    return ", ".join(found)
