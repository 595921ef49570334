import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * From what was measured to what many subscribers need: a model of a few costs, printed as the tables of
 * {@code docs/scaling.md}. Run by {@code bench/scaling}.
 *
 * <p>Argument: the folder of the results. Every cost is a median of its raw lines, so that a new measurement makes a new
 * table; what is assumed stands in {@link Machine} and is printed. The first table holds the model against measured points
 * it was not made from.
 */
final class Scaling {

    /** The run in which the hub's fan-out was measured, the one for memory and reconnects, and the one with Redis. */
    private static final String FAN_OUT = "2026-11-22-e121f2d";

    private static final String SINGLE = "2026-11-22-single";
    private static final String CLUSTER = "2026-11-23-cluster";

    private Scaling() {}

    public static void main(String[] arguments) throws IOException {
        Path results = Path.of(arguments[0]);
        Measured fanOut = Measured.read(results.resolve(FAN_OUT));
        Measured single = Measured.read(results.resolve(SINGLE));
        Measured cluster = Measured.read(results.resolve(CLUSTER));
        Costs costs = Costs.of(fanOut, single, cluster);
        costs.print();
        checks(costs, fanOut, single, cluster);
        Machine.MODELLED.print();
        for (Workload workload : Workload.values()) {
            Plan.table(workload, costs, Machine.MODELLED);
        }
    }

    // ---- What was measured ----

    /** The hub's lines of a result. */
    private record Measured(List<String> lines) {

        static Measured read(Path folder) throws IOException {
            return new Measured(Files.readAllLines(folder.resolve("raw.jsonl")));
        }

        /** The median of a value over the rounds of a run that count. */
        double median(String server, String run, String value) {
            Pattern number = Pattern.compile("\"" + value + "\": (-?[0-9.]+)");
            double[] found = lines.stream()
                    .filter(line -> !line.contains("\"round\": 0,")) // warming up
                    .filter(line -> line.contains("\"run\": \"" + run + "\"")
                            && line.contains("\"server\": \"" + server + "\""))
                    .flatMap(line -> Stream.of(number.matcher(line)).filter(Matcher::find))
                    .mapToDouble(one -> Double.parseDouble(one.group(1)))
                    .sorted()
                    .toArray();
            if (found.length == 0) {
                throw new IllegalStateException("No " + value + " of " + server + " in the run " + run);
            }
            int middle = found.length / 2;
            return found.length % 2 == 1 ? found[middle] : (found[middle - 1] + found[middle]) / 2;
        }

        double hub(String run, String value) {
            return median("hub", run, value);
        }
    }

    /**
     * The costs that the model is made of, in microseconds of one core where nothing else is said.
     *
     * @param delivery an event written to one subscriber, alone in its write
     * @param shared an event that goes out with many others in one write
     * @param opening a stream that is opened, its token checked
     * @param kib resident memory of an idle subscriber, in KiB
     * @param publish what a node spends on an update that is published to it, kept in Redis and read back
     * @param tail what a node spends on an update that was published elsewhere and that none of its subscribers hears
     * @param append what Redis spends on keeping an update
     * @param read what Redis spends on giving an update to one node
     */
    private record Costs(
            double delivery,
            double shared,
            double opening,
            double kib,
            double publish,
            double tail,
            double append,
            double read) {

        static Costs of(Measured fanOut, Measured single, Measured cluster) {
            double read = (cluster.median("redis", "steady, 8 more readers", "redis_us_per_update")
                            - cluster.median("redis", "steady", "redis_us_per_update"))
                    / 8;
            // What Redis spends on an update is keeping it and giving it to the only node.
            double append = cluster.median("redis", "publish", "redis_us_per_update") - read;
            return new Costs(
                    fanOut.hub("rate", "cpu_us"),
                    fanOut.hub("throughput", "cpu_us"),
                    1e6 * fanOut.hub("many", "open_seconds") / fanOut.hub("many", "open"),
                    single.hub("idle", "kib_per_subscriber"),
                    cluster.median("redis-same", "publish", "publisher_us_per_update"),
                    cluster.median("redis-same", "publish", "other_us_per_update"),
                    append,
                    read);
        }

        void print() {
            line("| cost | measured | unit |");
            line("|---|---|---|");
            row("an event to one subscriber, in a write of its own", number(delivery), "µs of a core");
            row("the same, sharing its write with many others", number(shared), "µs of a core");
            row("a stream opened", number(opening), "µs of a core");
            row("an idle subscriber", number(kib), "KiB resident");
            row("an update published through a node", number(publish), "µs of a core, there");
            row("an update that a node reads and nobody there hears", number(tail), "µs of a core, there");
            row("an update kept by Redis", number(append), "µs of Redis' one core");
            row("an update read from Redis by one node", number(read), "µs of Redis' one core");
            line("");
        }
    }

    // ---- The model against points it was not made from ----

    private static void checks(Costs costs, Measured fanOut, Measured single, Measured cluster) {
        line("| point | measured | modelled | error |");
        line("|---|---|---|---|");
        check("CPU per delivery, 10,000 subscribers, µs", fanOut.hub("many", "cpu_us"), costs.delivery);
        check("CPU per delivery, 19,500 subscribers, µs", single.hub("limit", "cpu_us"), costs.delivery);
        median(costs, fanOut, "rate", "1,000");
        median(costs, fanOut, "many", "10,000");
        median(costs, single, "limit", "19,500");
        last(costs, fanOut, "many", "10,000");
        last(costs, single, "limit", "19,500");
        check(
                "10,000 come back at once, s",
                single.hub("reconnect", "reopened_seconds"),
                single.hub("reconnect", "returned") * costs.opening / 1e6);
        check(
                "19,500 come, s",
                single.hub("limit", "open_seconds"),
                single.hub("limit", "open") * costs.opening / 1e6);
        line("");
    }

    /** One core tells subscribers one after the other: half of them have heard when the median has. */
    private static void median(Costs costs, Measured from, String run, String subscribers) {
        double modelled = from.hub(run, "publish_p50_ms") + from.hub(run, "open") * costs.delivery / 2e3;
        check("median latency, " + subscribers + " subscribers, ms", from.hub(run, "p50_ms"), modelled);
    }

    private static void last(Costs costs, Measured from, String run, String subscribers) {
        double modelled = from.hub(run, "publish_p50_ms") + from.hub(run, "open") * costs.delivery / 1e3;
        check("p99 latency, " + subscribers + " subscribers, ms", from.hub(run, "p99_ms"), modelled);
    }

    private static void check(String what, double measured, double modelled) {
        row(what, number(measured), number(modelled), String.format(Locale.ROOT, "%+.0f %%", 100 * (modelled / measured - 1)));
    }

    // ---- What is assumed ----

    /**
     * A node that nobody has measured.
     *
     * @param cores of which half may be busy in ordinary times
     * @param connections that it may hold; 19,500 were measured
     * @param gigabits its network, half of which may be used
     * @param payload bytes of data in an update
     */
    private record Machine(int cores, int connections, double gigabits, int payload) {

        static final Machine MODELLED = new Machine(8, 250_000, 10, 256);

        /** Beside its data, an event is its id (50), field names and ends (8), the chunk (8), TCP, IP and Ethernet (90). */
        private static final int AROUND = 156;

        /** Beside its data, an entry of the stream and of its answers: topics, names, framing. */
        private static final int ENTRY = 200;

        double budget() {
            return cores / 2.0;
        }

        double deliveryBits() {
            return 8.0 * (payload + AROUND);
        }

        double entryBits() {
            return 8.0 * (payload + ENTRY);
        }

        void print() {
            line(String.format(
                    Locale.ROOT,
                    "Node: %d cores, half of them busy; at most %,d connections; %.0f Gbit/s, half used. Updates of %d bytes. "
                            + "Redis: one core, half busy.%n",
                    cores,
                    connections,
                    gigabits,
                    payload));
        }
    }

    /** What subscribers hear; one of three shapes between which real ones lie. */
    private enum Workload {
        ONE_FOR_ALL("One topic for all, an update a second") {
            @Override
            double updates(double subscribers) {
                return 1;
            }

            @Override
            double deliveries(double subscribers) {
                return subscribers;
            }
        },
        ROOMS("A room for each 1,000, an update in each every ten seconds") {
            @Override
            double updates(double subscribers) {
                return subscribers / 10_000;
            }

            @Override
            double deliveries(double subscribers) {
                return subscribers / 10;
            }
        },
        OWN_TOPIC("A topic for each, an update in each every minute") {
            @Override
            double updates(double subscribers) {
                return subscribers / 60;
            }

            @Override
            double deliveries(double subscribers) {
                return subscribers / 60;
            }
        };

        private final String title;

        Workload(String title) {
            this.title = title;
        }

        /** Per second. */
        abstract double updates(double subscribers);

        /** Per second. */
        abstract double deliveries(double subscribers);
    }

    // ---- What is needed ----

    /**
     * A number of nodes that share a log, or of groups of them that share a log each.
     *
     * @param logs how many logs, each with a Redis and with nodes of its own; topics are divided among them by hash
     * @param nodes in all
     * @param redisBusy the part of its core that each Redis needs
     * @param tailing the part of a node's budget that goes into reading the log
     */
    private record Plan(int logs, long nodes, double redisBusy, double tailing) {

        private static final int MOST_LOGS = 1 << 14;

        /** The fewest nodes for so many logs; more than it can have nodes if the log itself is more than a node can read. */
        static Plan with(int logs, Workload workload, double subscribers, Costs costs, Machine machine) {
            double updates = workload.updates(subscribers) / logs;
            double deliveries = workload.deliveries(subscribers) / logs;
            double tailing = updates * costs.tail / 1e6;
            double left = machine.budget() - tailing;
            double work = (deliveries * costs.delivery + updates * costs.publish) / 1e6;
            double nodes = Math.max(
                    Math.max(1, subscribers / logs / machine.connections),
                    Math.max(left <= 0 ? Double.POSITIVE_INFINITY : work / left,
                            deliveries * machine.deliveryBits() / (machine.gigabits * 1e9 / 2)));
            double each = Math.ceil(nodes);
            double redis = updates * (costs.append + each * costs.read) / 1e6;
            return new Plan(logs, each > 1e9 ? Long.MAX_VALUE : Math.round(each) * logs, redis, tailing / machine.budget());
        }

        boolean holds() {
            return nodes < Long.MAX_VALUE && redisBusy <= 0.5 && tailing <= 0.5;
        }

        static Plan fewest(Workload workload, double subscribers, Costs costs, Machine machine) {
            for (int logs = 1; logs < MOST_LOGS; logs++) {
                Plan plan = with(logs, workload, subscribers, costs, machine);
                if (plan.holds()) {
                    return plan;
                }
            }
            throw new IllegalStateException("No number of logs is enough for " + workload);
        }

        static void table(Workload workload, Costs costs, Machine machine) {
            line("### " + workload.title);
            line("");
            line("| subscribers | updates/s | deliveries/s | logs | nodes | Redis busy, each | reading the log, of a node's half"
                    + " | network out of all nodes, of each Redis | the others take over a dead node in |");
            line("|---|---|---|---|---|---|---|---|---|");
            for (double subscribers : new double[] {1e4, 1e6, 1e8}) {
                fewest(workload, subscribers, costs, machine).row(workload, subscribers, costs, machine);
            }
            line("");
        }

        private void row(Workload workload, double subscribers, Costs costs, Machine machine) {
            double updates = workload.updates(subscribers);
            // Even where one is enough there are two, so that one can be restarted.
            long shown = Math.max(nodes, 2L * logs);
            double perNode = subscribers / shown;
            double takeover = perNode * costs.opening / 1e6 / (machine.cores() * (shown / (double) logs - 1));
            Scaling.row(
                    number(subscribers),
                    number(updates),
                    number(workload.deliveries(subscribers)),
                    number(logs),
                    number(shown),
                    percent(redisBusy),
                    percent(tailing),
                    bits(workload.deliveries(subscribers) * machine.deliveryBits()) + ", "
                            + bits(updates / logs * machine.entryBits() * shown / logs),
                    String.format(Locale.ROOT, "%.1f s", takeover));
        }
    }

    // ---- How it is printed ----

    private static void row(String... cells) {
        line("| " + String.join(" | ", new ArrayList<>(List.of(cells))) + " |");
    }

    @SuppressWarnings("SystemOut")
    private static void line(String text) {
        System.out.println(text);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value)
                .replaceFirst("\\.0+$", "");
    }

    private static String percent(double part) {
        return part < 0.01 ? "< 1 %" : String.format(Locale.ROOT, "%.0f %%", 100 * part);
    }

    private static String bits(double perSecond) {
        if (perSecond < 1e6) {
            return "< 1 Mbit/s";
        }
        return perSecond < 1e9 ? number(perSecond / 1e6) + " Mbit/s" : number(perSecond / 1e9) + " Gbit/s";
    }
}
