package dev.wellspring.ops;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * How it is, as JSON.
 *
 * @param status up, down or draining
 * @param failed what does not work, log or delivery; null if everything does
 * @param detail a sentence for the operator; null if there is nothing to say
 */
@JsonbPropertyOrder({"status", "failed", "detail"})
public record Health(
        String status, @Nullable String failed, @Nullable String detail) {

    private static final String UP = "up";

    static Health up() {
        return new Health(UP, null, null);
    }

    static Health draining() {
        return new Health("draining", null, "The application is being stopped.");
    }

    static Health logDown(String detail) {
        return new Health("down", "log", detail);
    }

    static Health deliveryDown(String detail) {
        return new Health("down", "delivery", detail);
    }

    boolean isUp() {
        return status.equals(UP);
    }
}
