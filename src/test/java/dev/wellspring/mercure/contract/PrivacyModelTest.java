package dev.wellspring.mercure.contract;

import static dev.wellspring.mercure.contract.HubServer.SUBSCRIPTIONS;
import static dev.wellspring.mercure.contract.HubServer.answer;
import static dev.wellspring.mercure.contract.HubServer.bearer;
import static dev.wellspring.mercure.contract.HubServer.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.mercure.contract.PrivacyModel.Reader;
import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random readers with random tokens of either generation, random updates, and a model of a few lines which says who may
 * see what: nobody gets a private update without a grant, live, in a replay, as the announcement of a subscription, or
 * out of the subscription API; and everybody gets all the rest.
 *
 * <p>To repeat a run that failed, give its seed: {@code -Dwellspring.privacy.seed=…}; for a longer test,
 * {@code -Dwellspring.privacy.runs=100}.
 */
@Timeout(600)
class PrivacyModelTest {

    private static final int RUNS = Integer.getInteger("wellspring.privacy.runs", 3);
    private static final int ROUNDS = 3;
    private static final int READERS = 8;
    private static final int UPDATES = 12;
    private static final String END = "urn:x:end";

    private record Published(String data, List<String> topics, boolean isPrivate) {}

    /** How often something was seen or withheld, so that a test of nothing is noticed. */
    private final Map<String, Integer> seen = new HashMap<>();

    @Test
    void nobodySeesMoreOrLessThanTheModelSays() throws IOException {
        Long wanted = Long.getLong("wellspring.privacy.seed");
        long first = wanted == null ? System.nanoTime() : wanted;
        for (long seed = first; seed < first + (wanted == null ? RUNS : 1); seed++) {
            System.out.println("PrivacyModelTest: -Dwellspring.privacy.seed=" + seed);
            try (HubServer hub = HubServer.demo(Map.of("subscription-events", "true", "heartbeat", "PT1S"))) {
                new Run(hub, new Random(seed)).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("Failed with -Dwellspring.privacy.seed=" + seed, e);
            }
        }
        if (wanted == null) {
            assertThat(seen)
                    .containsKeys(
                            "private received",
                            "private withheld",
                            "announcement received",
                            "API 200",
                            "API 401",
                            "API 403",
                            "listed");
        }
    }

    private void count(String what) {
        seen.merge(what, 1, Integer::sum);
    }

    private final class Run {

        private final HubServer hub;
        private final Random random;
        private final List<Published> published = new ArrayList<>();
        private final Set<String> subscriptions = new LinkedHashSet<>();

        Run(HubServer hub, Random random) {
            this.hub = hub;
            this.random = random;
        }

        void run() throws IOException {
            for (int round = 0; round < ROUNDS; round++) {
                round(round);
            }
        }

        private void round(int round) throws IOException {
            String cursor = hub.publish(END, "before " + round);
            int start = published.size();
            List<Reader> readers = new ArrayList<>();
            List<Subscriber> streams = new ArrayList<>();
            try {
                for (int i = 0; i < READERS; i++) {
                    readers.add(PrivacyModel.reader(random));
                    streams.add(Subscriber.of(request(readers.get(i))));
                }
                for (int i = 0; i < UPDATES; i++) {
                    publish(round + "." + i);
                }
                String end = "end " + round;
                hub.publish(END, end);
                for (int i = 0; i < READERS; i++) {
                    check("live", readers.get(i), streams.get(i).until(end), start);
                }
                checkReplay(cursor, start, end);
                for (int i = 0; i < READERS; i++) {
                    checkApi(PrivacyModel.reader(random));
                }
            } finally {
                for (Subscriber stream : streams) {
                    stream.close();
                }
            }
        }

        /** Everybody asks for the end in the words of both generations, so each of them has subscriptions to be listed. */
        private RawHttp request(Reader reader) {
            return bearer(hub.get(reader.query() + "&match=" + END + "&topic=" + END), reader.token());
        }

        private void publish(String data) throws IOException {
            List<String> topics = PrivacyModel.topics(random);
            Published update = new Published(data, topics, random.nextInt(3) > 0);
            StringBuilder body = new StringBuilder(form("data", data));
            topics.forEach(topic -> body.append('&').append(form("topic", topic)));
            String token = random.nextBoolean() ? Tokens.ALL : Tokens.CLASSIC_ALL;
            assertThat(answer(hub.post(token, body + (update.isPrivate() ? "&private" : "")))
                            .status())
                    .isEqualTo(200);
            published.add(update);
        }

        private void checkReplay(String cursor, int start, String end) throws IOException {
            for (int i = 0; i < READERS; i++) {
                Reader reader = PrivacyModel.reader(random);
                boolean earliest = random.nextBoolean();
                RawHttp request = request(reader).header("Last-Event-ID", earliest ? "earliest" : cursor);
                try (Subscriber stream = Subscriber.of(request)) {
                    check("replay", reader, stream.until(end), earliest ? 0 : start);
                }
            }
        }

        /** Compares what a reader got with what was published since. */
        private void check(String how, Reader reader, List<Message> messages, int since) {
            List<String> data = new ArrayList<>();
            for (Message message : messages) {
                if (message.data().startsWith("{")) {
                    checkAnnouncement(how, reader, message);
                } else if (!message.data().startsWith("end ") && !message.data().startsWith("before ")) {
                    data.add(message.data());
                }
            }
            List<String> expected = new ArrayList<>();
            for (Published update : published.subList(since, published.size())) {
                boolean granted = reader.mayReceive(update.topics());
                if (reader.selects(update.topics())) {
                    count(!update.isPrivate() ? "public" : granted ? "private received" : "private withheld");
                    if (granted || !update.isPrivate()) {
                        expected.add(update.data());
                    }
                }
            }
            assertThat(data).as("%s, %s", how, reader).isEqualTo(expected);
        }

        private void checkAnnouncement(String how, Reader reader, Message message) {
            String id = json(message.data()).getString("id");
            assertThat(id).startsWith(SUBSCRIPTIONS + "/");
            subscriptions.add(id);
            assertThat(reader.mayReceive(List.of(id)))
                    .as("%s of %s, %s", how, id, reader)
                    .isTrue();
            assertThat(reader.selects(List.of(id)))
                    .as("%s of %s, %s", how, id, reader)
                    .isTrue();
            count("announcement received");
        }

        private void checkApi(Reader reader) throws IOException {
            List<String> paths = new ArrayList<>(List.of(
                    SUBSCRIPTIONS,
                    SUBSCRIPTIONS + "/exact/a",
                    SUBSCRIPTIONS + "/urlpattern/%2A",
                    SUBSCRIPTIONS + "/a",
                    SUBSCRIPTIONS + "/exact/a/urn%3Auuid%3Anobody"));
            subscriptions.stream().skip(Math.max(0, subscriptions.size() - 3)).forEach(paths::add);
            for (String path : paths) {
                RawHttp.Response response = answer(bearer(hub.request("GET", path), reader.token()));
                boolean granted = reader.mayReceive(List.of(path));
                count("API " + response.status());
                if (reader.token() == null) {
                    assertThat(response.status()).as(path).isEqualTo(401);
                } else if (!granted) {
                    assertThat(response.status()).as("%s, %s", path, reader).isEqualTo(403);
                } else {
                    assertThat(response.status()).as("%s, %s", path, reader).isIn(200, 404);
                    if (path.equals(SUBSCRIPTIONS)) {
                        checkList(reader, json(response.text()));
                    }
                }
            }
        }

        /** A grant for the list is one for those of its own generation; others need their own. */
        private void checkList(Reader reader, JsonObject document) {
            List<JsonObject> items = document.getJsonArray("subscriptions").getValuesAs(JsonObject.class);
            assertThat(items).isNotEmpty();
            for (JsonObject item : items) {
                String id = item.getString("id");
                boolean modern =
                        id.startsWith(SUBSCRIPTIONS + "/exact/") || id.startsWith(SUBSCRIPTIONS + "/urlpattern/");
                subscriptions.add(id);
                count("listed");
                assertThat(modern != reader.classic() || reader.mayReceive(List.of(id)))
                        .as("%s listed to %s", id, reader)
                        .isTrue();
            }
        }

        private static JsonObject json(String text) {
            return Json.createReader(new StringReader(text)).readObject();
        }
    }
}
