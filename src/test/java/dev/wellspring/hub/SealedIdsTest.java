package dev.wellspring.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedIdsTest {

    private static final byte[] SECRET = secret(1);
    private static final long EPOCH = 0x1234_5678_9ABC_DEF0L;

    private final SealedIds ids = new SealedIds(SECRET, EPOCH);

    private static byte[] secret(long seed) {
        byte[] secret = new byte[16];
        new Random(seed).nextBytes(secret);
        return secret;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 255, 256, 1L << 32, (1L << 62) - 1})
    void anIdLeadsBackToItsPlace(long place) {
        assertThat(ids.open(ids.seal(place))).hasValue(place);
    }

    @Test
    void manyIdsLeadBackToTheirPlacesAndNoTwoAreEqual() {
        Set<String> seen = new HashSet<>();
        LongStream.range(0, 2_000).forEach(place -> {
            String id = ids.seal(place);
            assertThat(seen.add(id)).isTrue();
            assertThat(ids.open(id)).hasValue(place);
        });
    }

    @Test
    void theSameSecretAndEpochMakeTheSameId() {
        assertThat(new SealedIds(SECRET, EPOCH).seal(7)).isEqualTo(ids.seal(7));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE})
    void whatIsNoPlaceIsRefused(long place) {
        assertThatThrownBy(() -> ids.seal(place)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17, 32})
    void aSecretOfAnotherLengthIsRefused(int length) {
        assertThatThrownBy(() -> new SealedIds(new byte[length], EPOCH)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anIdIsAUuidOfVersion8() {
        LongStream.range(0, 500).mapToObj(ids::seal).forEach(id -> {
            assertThat(id).startsWith("urn:uuid:");
            UUID uuid = UUID.fromString(id.substring("urn:uuid:".length()));
            assertThat(uuid.version()).isEqualTo(8);
            assertThat(uuid.variant()).isEqualTo(2);
            assertThat(id).isEqualTo("urn:uuid:" + uuid);
        });
    }

    @Test
    void anotherLifeIsNotRecognised() {
        SealedIds otherEpoch = new SealedIds(SECRET, EPOCH + 1);
        SealedIds otherSecret = new SealedIds(secret(2), EPOCH);
        LongStream.range(0, 500).forEach(place -> {
            assertThat(ids.open(otherEpoch.seal(place))).isEmpty();
            assertThat(ids.open(otherSecret.seal(place))).isEmpty();
        });
    }

    @Test
    void neighboursDifferInHalfOfTheirBits() {
        List<UUID> uuids = LongStream.range(0, 1_000)
                .mapToObj(place -> UUID.fromString(ids.seal(place).substring("urn:uuid:".length())))
                .toList();
        long different = 0;
        for (int i = 1; i < uuids.size(); i++) {
            UUID a = uuids.get(i - 1);
            UUID b = uuids.get(i);
            different += Long.bitCount(a.getMostSignificantBits() ^ b.getMostSignificantBits())
                    + Long.bitCount(a.getLeastSignificantBits() ^ b.getLeastSignificantBits());
        }

        // 122 bits are free, so 61 on average; its standard deviation over 999 pairs is 0.17.
        assertThat(different / 999.0).isCloseTo(61, within(1.0));
    }

    @Test
    void theOrderOfIdsIsNotThatOfPlaces() {
        List<String> sealed = LongStream.range(0, 1_000).mapToObj(ids::seal).toList();
        long ascents = LongStream.range(1, 1_000)
                .filter(i -> sealed.get((int) i).compareTo(sealed.get((int) i - 1)) > 0)
                .count();

        assertThat(ascents).isBetween(430L, 570L);
    }

    @Test
    void anotherSpellingIsNotRecognised() {
        String id = ids.seal(4711);
        String uuid = id.substring("urn:uuid:".length());

        for (String other : List.of(
                id.toUpperCase(Locale.ROOT),
                "urn:uuid:" + uuid.toUpperCase(Locale.ROOT),
                "URN:UUID:" + uuid,
                uuid,
                "{" + uuid + "}",
                " " + id,
                id + " ",
                id + "\n",
                id + "0",
                id.substring(0, id.length() - 1),
                "urn:uuid:" + uuid.replace("-", ""),
                "urn:uuid:0" + uuid.substring(1, 8) + "0" + uuid.substring(8, 35),
                "urn:uuid:" + uuid.substring(0, 35) + "g",
                "")) {
            assertThat(ids.open(other)).as(other).isEmpty();
        }
    }

    @Test
    void anIdWithAnyCharacterChangedIsNotRecognised() {
        String id = ids.seal(4711);
        for (int i = 0; i < id.length(); i++) {
            for (char c : "0f-x".toCharArray()) {
                if (c != id.charAt(i)) {
                    String changed = id.substring(0, i) + c + id.substring(i + 1);
                    assertThat(ids.open(changed)).as(changed).isEmpty();
                }
            }
        }
    }

    @Test
    void randomTextsAreNotRecognised() {
        Random random = new Random(5);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            texts.add("urn:uuid:" + new UUID(random.nextLong(), random.nextLong()));
            texts.add("urn:uuid:"
                    + new UUID(
                            (random.nextLong() & ~0xF000L) | 0x8000L,
                            (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L));
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            texts.add(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        assertThat(texts).allSatisfy(text -> assertThat(ids.open(text)).isEmpty());
    }
}
