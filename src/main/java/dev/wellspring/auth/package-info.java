/**
 * Who may publish and receive what.
 *
 * <p>{@link dev.wellspring.auth.AccessControl} turns what a request presents ({@link dev.wellspring.auth.Credentials})
 * into what it may do ({@link dev.wellspring.auth.Access}), or throws one of the four
 * {@link dev.wellspring.auth.AccessRefused}:
 *
 * <pre>
 *   Credentials ──▶ where is the token? ──▶ which generation? ──┬─▶ modern:  typ, issuer's key, aud, exp, details ──┐
 *                   header, query, cookie   typ, claims         └─▶ classic: key, exp if any, mercure claim ────────┤
 *                   (cookie: from where?)                                                                           ▼
 *                                                                                                              Access
 * </pre>
 *
 * <p>The two generations of tokens never meet: every token is checked by the rules of its own generation, all of them,
 * and only with keys that the operator trusts for that generation. The room knows no HTTP; statuses and challenges are
 * for those who call it.
 */
@NullMarked
package dev.wellspring.auth;

import org.jspecify.annotations.NullMarked;
