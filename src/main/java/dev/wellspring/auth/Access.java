package dev.wellspring.auth;

import dev.wellspring.topic.TopicMatcher;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the sender of a request may do, by the token it presented: one action, on the topics the token grants. An access
 * to publish does not let anybody receive, whatever else its token grants, as the key that verified it may be trusted
 * for publishers only.
 *
 * <p>Immutable and thread-safe. It ends when its token does; see {@link #expires()}.
 */
public final class Access {
    private static final Access ANONYMOUS = new Access(Action.SUBSCRIBE, null, List.of(), null, null, null);

    private final Action action;
    private final @Nullable Generation generation;
    private final List<Grant> grants;
    private final List<TopicMatcher> topics;
    private final @Nullable String commonPayload;
    private final @Nullable Instant expires;
    private final @Nullable String subject;
    private final @Nullable String holder;

    /**
     * @param grants all grants of the token, in its order; those of another action are left out
     * @param commonPayload the payload of every subscription, where it is not the grants that tell
     */
    Access(
            Action action,
            @Nullable Generation generation,
            List<Grant> grants,
            @Nullable String commonPayload,
            @Nullable Instant expires,
            @Nullable String subject) {
        this.action = action;
        this.generation = generation;
        this.grants = grants.stream()
                .filter(grant -> grant.actions().contains(action))
                .toList();
        this.topics = canonical(this.grants);
        this.commonPayload = commonPayload;
        this.expires = expires;
        this.subject = subject;
        this.holder = null;
    }

    private Access(Access same, String holder) {
        this.action = same.action;
        this.generation = same.generation;
        this.grants = same.grants;
        this.topics = same.topics;
        this.commonPayload = same.commonPayload;
        this.expires = same.expires;
        this.subject = same.subject;
        this.holder = holder;
    }

    /** The same, held by whom this name stands for. */
    Access heldBy(String name) {
        return new Access(this, name);
    }

    /** Returns the access of those who present no token: nothing private, nothing to publish, without end. */
    public static Access anonymous() {
        return ANONYMOUS;
    }

    /** Whether there was no token. */
    public boolean isAnonymous() {
        return generation == null;
    }

    /** Returns the generation of the token; empty if there was none. */
    public Optional<Generation> generation() {
        return Optional.ofNullable(generation);
    }

    /** Whether the topic may be published to. */
    public boolean mayPublish(String topic) {
        return action == Action.PUBLISH && covers(topic);
    }

    /** Whether private updates of the topic may be received. */
    public boolean mayReceive(String topic) {
        return action == Action.SUBSCRIBE && covers(topic);
    }

    /**
     * Returns which private updates may be received: any of these matchers selecting any of their topics is enough. No
     * matcher is there twice, the order is always the same, and one that selects everything is alone; so whoever has
     * an equal list may receive the same.
     */
    public List<TopicMatcher> mayReceive() {
        return action == Action.SUBSCRIBE ? topics : List.of();
    }

    /**
     * Passes if every topic may be published to.
     *
     * @throws TokenRequired if there was no token
     * @throws InsufficientScope if the token does not grant one of them
     */
    public void requirePublish(Collection<String> everyTopic) {
        Generation known = requireToken();
        int number = 0;
        for (String topic : everyTopic) {
            number++;
            if (!mayPublish(topic)) {
                throw new InsufficientScope(
                        known,
                        "The token does not grant publish on topic " + number + " of " + everyTopic.size() + ".");
            }
        }
    }

    /**
     * Passes if private updates of the topic may be received, which is also what reading about subscriptions takes.
     *
     * @param topic the topic, or the path of the resource
     * @throws TokenRequired if there was no token
     * @throws InsufficientScope if the token does not grant it
     */
    public void requireReceive(String topic) {
        Generation known = requireToken();
        if (!mayReceive(topic)) {
            throw new InsufficientScope(known, "The token does not grant subscribe on this resource.");
        }
    }

    private Generation requireToken() {
        if (generation == null) {
            throw new TokenRequired("This needs a token.");
        }
        return generation;
    }

    /**
     * Returns what others may see about a subscription of this token, as the JSON text that is in the token.
     *
     * <p>In a modern token it is that of the first grant to subscribe that covers the pattern as if it were a topic,
     * and nothing if that grant has none. In a classic token there is one for all.
     *
     * @param pattern the pattern of the subscription's matcher
     */
    public Optional<String> payloadFor(String pattern) {
        if (action != Action.SUBSCRIBE) {
            return Optional.empty();
        }
        if (commonPayload != null) {
            return Optional.of(commonPayload);
        }
        return grants.stream()
                .filter(grant -> grant.covers(pattern))
                .findFirst()
                .map(Grant::payload);
    }

    /** Returns when the token ends, and with it every connection it has opened; empty if it does not. */
    public Optional<Instant> expires() {
        return Optional.ofNullable(expires);
    }

    /** Returns the {@code sub} of the token. */
    public Optional<String> subject() {
        return Optional.ofNullable(subject);
    }

    /**
     * Returns a name for whoever holds the token, by which the connections of one user can be counted: the same for all
     * tokens of one issuer and subject, and for a token without a subject its own. Empty if there was no token.
     */
    public Optional<String> holder() {
        return Optional.ofNullable(holder);
    }

    private boolean covers(String topic) {
        return topics.stream().anyMatch(matcher -> matcher.matches(topic));
    }

    private static List<TopicMatcher> canonical(List<Grant> grants) {
        List<TopicMatcher> all =
                grants.stream().flatMap(grant -> grant.topics().stream()).toList();
        return all.stream()
                .filter(matcher -> matcher.pattern().equals(TopicMatcher.WILDCARD))
                .min(Comparator.comparing(TopicMatcher::type))
                .map(List::of)
                .orElseGet(() -> all.stream()
                        .distinct()
                        .sorted(Comparator.comparing(TopicMatcher::type).thenComparing(TopicMatcher::pattern))
                        .toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Access that
                && action == that.action
                && generation == that.generation
                && grants.equals(that.grants)
                && Objects.equals(commonPayload, that.commonPayload)
                && Objects.equals(expires, that.expires)
                && Objects.equals(subject, that.subject);
    }

    @Override
    public int hashCode() {
        return Objects.hash(action, generation, grants, expires);
    }

    @Override
    public String toString() {
        return "Access[" + action + ", " + (generation == null ? "anonymous" : generation) + ", " + topics.size()
                + " matchers]";
    }
}
