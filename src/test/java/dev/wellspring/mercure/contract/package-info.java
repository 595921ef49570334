/**
 * The hub as a client meets it: one case for each MUST of the protocol, over real sockets, and no look behind them.
 *
 * <p>A class is a chapter; its nested classes are tagged with the section of the protocol (A: the modern draft, B: the
 * classic one, C: both at one URL; F: the vectors that go with them). What a case asserts is the protocol's, and this
 * hub's where the protocol leaves the choice.
 *
 * <p>These MUSTs have no case here:
 *
 * <table>
 * <caption>MUSTs without a case</caption>
 * <tr><th>Section</th><th>What</th><th>Why, or where</th></tr>
 * <tr><td>A4.1</td><td>429 over a limit of connections</td><td>SHOULD; the proxy in front counts connections</td></tr>
 * <tr><td>A5</td><td>matching in linear time</td><td>HostilePatternsTest</td></tr>
 * <tr><td>A5</td><td>the whole of URL Pattern</td><td>UrlPatternVectorsTest; here only the examples</td></tr>
 * <tr><td>A8.1</td><td>TLS, attributes of the cookie</td><td>the proxy's, and the application's that sets it</td></tr>
 * <tr><td>A8.2</td><td>asymmetric keys, key sets, kid, jwk and jku ignored, several issuers</td>
 *     <td>tests of the room auth; here one secret</td></tr>
 * <tr><td>A9</td><td>cursors that were discarded, restarts</td><td>tests of the room history; here unknown ones</td></tr>
 * <tr><td>A11</td><td>links in the answers of applications</td><td>not the hub's</td></tr>
 * <tr><td>A13</td><td>encryption</td><td>the hub carries data unchanged, which is A4.4</td></tr>
 * <tr><td>E</td><td>events query</td><td>not supported, and not advertised</td></tr>
 * </table>
 */
@NullMarked
package dev.wellspring.mercure.contract;

import org.jspecify.annotations.NullMarked;
