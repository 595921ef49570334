/**
 * The hub as a client meets it: one case for each MUST of the protocol, over real sockets, and no look behind them.
 *
 * <p>A class is a chapter; its nested classes are tagged with the section of the protocol (A: the modern draft, B: the
 * classic one, C: both at one URL; F: the vectors that go with them). What a case asserts is the protocol's, and this
 * hub's where the protocol leaves the choice.
 *
 * <p>Which case covers which MUST and SHOULD, and why some have none, is in {@code docs/conformance.md}.
 */
@NullMarked
package dev.wellspring.mercure.contract;

import org.jspecify.annotations.NullMarked;
