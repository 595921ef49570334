package dev.wellspring.hub;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.OptionalLong;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/*
 * An id has to be a cursor (find its place without a search), tell one life of the log from another, and say nothing to
 * clients: ids that count or carry the time betray how much is published, and when. So the place and a tag of the log's
 * life are encrypted together, as one block of AES, and the result is written as a UUID.
 *
 * A UUID has six fixed bits (version and variant), a block of AES has none. Both ways are bridged by walking the cycle
 * (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002): a plain block is laid out as a valid UUID, and is
 * encrypted again and again until the result is a valid UUID as well. Decrypting does the same backwards, and the first
 * valid UUID it meets is the plain block, since encryption would have stopped there. One in 64 blocks is valid, so this
 * takes 64 rounds on average.
 */

/**
 * Makes the ids of updates, and finds their place again.
 *
 * <p>An id is {@code urn:uuid:} and a UUID of version 8 (RFC 9562, section 5.8). Without the key it tells nothing: not
 * its place, not its age, not its neighbours. Ids of another life of the log are recognised, up to an error of 2^-60.
 *
 * <p>Immutable, safe for use by any thread.
 */
public final class SealedIds {

    private static final String PREFIX = "urn:uuid:";
    private static final long VERSION_MASK = 0xF000L;
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;
    private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;
    private static final int KEY_BYTES = 16;

    /** A place that is larger could not be told from the variant bits. At a million a second it takes 146,000 years. */
    private static final long LARGEST = ~VARIANT_MASK;

    private final SecretKey key;
    private final long tag;

    /**
     * Ids of one life of a log.
     *
     * @param secret 16 random bytes, made with the log and kept in it
     * @param epoch a random number, made with the log and kept in it
     * @throws IllegalArgumentException if the secret is not 16 bytes
     */
    public SealedIds(byte[] secret, long epoch) {
        if (secret.length != KEY_BYTES) {
            throw new IllegalArgumentException("The secret of a log has " + KEY_BYTES + " bytes.");
        }
        this.key = new SecretKeySpec(secret, "AES");
        this.tag = (epoch & ~VERSION_MASK) | VERSION_8;
    }

    /**
     * The id of the update at this place.
     *
     * @throws IllegalArgumentException if the sequence is negative or larger than 2^62 - 1
     */
    public String seal(long sequence) {
        if (sequence < 0 || sequence > LARGEST) {
            throw new IllegalArgumentException("Not a place in a log: " + sequence);
        }
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE);
        UUID block = new UUID(tag, sequence | VARIANT_RFC);
        do {
            block = crypt(cipher, block);
        } while (!isVersion8(block));
        return PREFIX + block;
    }

    /** The place of an id this log has made; empty for every other text. */
    public OptionalLong open(String id) {
        if (!id.startsWith(PREFIX) || id.length() != PREFIX.length() + 36) {
            return OptionalLong.empty();
        }
        UUID block;
        try {
            block = UUID.fromString(id.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
        // One id, one spelling: anything but what was sent is not ours.
        if (!isVersion8(block) || !id.endsWith(block.toString())) {
            return OptionalLong.empty();
        }
        Cipher cipher = cipher(Cipher.DECRYPT_MODE);
        do {
            block = crypt(cipher, block);
        } while (!isVersion8(block));
        return block.getMostSignificantBits() == tag
                ? OptionalLong.of(block.getLeastSignificantBits() & LARGEST)
                : OptionalLong.empty();
    }

    private static boolean isVersion8(UUID uuid) {
        return (uuid.getMostSignificantBits() & VERSION_MASK) == VERSION_8
                && (uuid.getLeastSignificantBits() & VARIANT_MASK) == VARIANT_RFC;
    }

    private Cipher cipher(int mode) {
        try {
            // One block at a time, each with content of its own: exactly what ECB is for.
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, key);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks AES, which every one has to bring.", e);
        }
    }

    private static UUID crypt(Cipher cipher, UUID block) {
        try {
            byte[] bytes = ByteBuffer.allocate(16)
                    .putLong(block.getMostSignificantBits())
                    .putLong(block.getLeastSignificantBits())
                    .array();
            ByteBuffer result = ByteBuffer.wrap(cipher.doFinal(bytes));
            return new UUID(result.getLong(), result.getLong());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES failed on a whole block.", e);
        }
    }
}
