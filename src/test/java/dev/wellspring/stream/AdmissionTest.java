package dev.wellspring.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final String CLIENT = "203.0.113.7";

    @Test
    void anAddressHasItsNumberOfPlaces() {
        Admission admission = new Admission(new AdmissionLimits(0, 2, 0));
        Admission.Place first = admission.enter(CLIENT);
        admission.enter(CLIENT);
        assertRefused(admission, CLIENT, 429);
        admission.enter("203.0.113.8");
        first.leave();
        admission.enter(CLIENT);
        assertRefused(admission, CLIENT, 429);
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        Admission admission = new Admission(new AdmissionLimits(2, 2, 2));
        Admission.Place twice = admission.enter(CLIENT);
        twice.claim("a");
        Admission.Place other = admission.enter(CLIENT);
        other.claim("a");
        twice.leave();
        twice.leave();
        twice.claim("a");
        admission.enter(CLIENT).claim("a");
        assertRefused(admission, CLIENT, 429);
        assertThat(admission.isEmpty()).isFalse();
    }

    @Test
    void allTogetherHaveTheirNumberAndTheAddressOfARefusedOneIsNotCharged() {
        Admission admission = new Admission(new AdmissionLimits(1, 1, 0));
        Admission.Place only = admission.enter("203.0.113.8");
        assertRefused(admission, CLIENT, 503);
        assertRefused(admission, CLIENT, 503);
        only.leave();
        admission.enter(CLIENT).leave();
        assertThat(admission.isEmpty()).isTrue();
    }

    @Test
    void theHolderOfATokenHasPlacesEverywhere() {
        Admission admission = new Admission(new AdmissionLimits(0, 0, 2));
        admission.enter(CLIENT).claim("a");
        admission.enter("203.0.113.8").claim("a");
        Admission.Place third = admission.enter("203.0.113.9");
        assertThatExceptionOfType(TooManyStreams.class)
                .isThrownBy(() -> third.claim("a"))
                .withMessageContaining("token")
                .satisfies(
                        refusal -> assertThat(refusal.getResponse().getStatus()).isEqualTo(429));
        third.leave();
        admission.enter(CLIENT).claim("b");
    }

    @Test
    void thisMachineIsNotCountedByAddress() {
        Admission admission = new Admission(new AdmissionLimits(0, 1, 0));
        for (String local : List.of("127.0.0.1", "127.0.0.1", "::1", "0:0:0:0:0:0:0:1")) {
            admission.enter(local);
        }
    }

    @Test
    void anIpv6ClientIsItsNetwork() {
        Admission admission = new Admission(new AdmissionLimits(0, 1, 0));
        admission.enter("2001:db8:0:1::1");
        assertRefused(admission, "2001:db8:0:1:ffff:ffff:ffff:ffff", 429);
        assertRefused(admission, "2001:0db8:0000:0001:0:0:0:2", 429);
        admission.enter("2001:db8:0:2::1");
        admission.enter("::ffff:203.0.113.7");
        assertRefused(admission, CLIENT, 429);
        admission.enter("what a proxy calls unknown");
        assertRefused(admission, "what a proxy calls unknown", 429);
    }

    @Test
    void zeroIsAnyNumber() {
        Admission admission = new Admission(AdmissionLimits.NONE);
        List<Admission.Place> places = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Admission.Place place = admission.enter(CLIENT);
            place.claim("a");
            places.add(place);
        }
        assertThat(admission.isEmpty()).isFalse();
        places.forEach(Admission.Place::leave);
        assertThat(admission.isEmpty()).isTrue();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new AdmissionLimits(-1, 0, 0));
    }

    @Test
    void manyThreadsNeverPassTheLimitsAndLeaveNothingBehind() throws Exception {
        Admission admission = new Admission(new AdmissionLimits(20, 7, 5));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Callable<Void>> visitors = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            Random random = new Random(thread);
            visitors.add(() -> {
                List<Admission.Place> held = new ArrayList<>();
                for (int i = 0; i < 5000; i++) {
                    if (held.size() < 5 && random.nextBoolean()) {
                        try {
                            Admission.Place place = admission.enter("203.0.113." + random.nextInt(4));
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            held.add(place);
                            place.claim("holder " + random.nextInt(4));
                        } catch (TooManyStreams refused) {
                            // Then without.
                        }
                    } else if (!held.isEmpty()) {
                        inside.decrementAndGet();
                        held.remove(random.nextInt(held.size())).leave();
                    }
                }
                inside.addAndGet(-held.size());
                held.forEach(Admission.Place::leave);
                return null;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (var visit : threads.invokeAll(visitors)) {
                visit.get();
            }
        }
        assertThat(most.get()).isBetween(7, 20);
        assertThat(admission.isEmpty()).isTrue();
    }

    private static void assertRefused(Admission admission, String address, int status) {
        assertThatExceptionOfType(TooManyStreams.class)
                .isThrownBy(() -> admission.enter(address))
                .satisfies(refusal -> {
                    assertThat(refusal.getResponse().getStatus()).isEqualTo(status);
                    assertThat(Integer.parseInt(refusal.getResponse().getHeaderString("Retry-After")))
                            .isBetween(5, 15);
                });
    }
}
