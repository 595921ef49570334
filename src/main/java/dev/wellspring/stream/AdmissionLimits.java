package dev.wellspring.stream;

/**
 * How many streams may be open at once.
 *
 * @param total in the whole application; 0 for any number
 * @param perAddress from one client's address; 0 for any number
 * @param perToken with tokens of one subject, or with one token that has none; 0 for any number
 */
public record AdmissionLimits(int total, int perAddress, int perToken) {

    /** Any number from anywhere. */
    public static final AdmissionLimits NONE = new AdmissionLimits(0, 0, 0);

    /** @throws IllegalArgumentException if a limit is negative */
    public AdmissionLimits {
        if (total < 0 || perAddress < 0 || perToken < 0) {
            throw new IllegalArgumentException("The number of streams is at least 1, or 0 for any number.");
        }
    }
}
