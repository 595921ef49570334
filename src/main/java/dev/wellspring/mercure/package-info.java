/**
 * The hub's HTTP face: the Mercure protocol, in both of its generations, on one URL.
 *
 * <p>The generations differ in every name a client sees. <em>Classic</em> is what every released client speaks
 * ({@code topic=}, the {@code mercure} claim), <em>modern</em> the draft that replaces it ({@code match=},
 * {@code authorization_details}). They are told apart for each request and each token, and each is held to its own
 * rules: nothing is relaxed because the other generation allows it.
 *
 * <pre>
 *   POST  ──▶ HubResource ──▶ Publication (parameters, rules) ──▶ auth ──▶ hub.publish ──▶ 200 + id
 *   GET   ──▶ HubResource ──▶ SubscriptionRequest ──▶ auth ──▶ hub.subscribe ──▶ a stream that pulls from it
 * </pre>
 */
@NullMarked
package dev.wellspring.mercure;

import org.jspecify.annotations.NullMarked;
