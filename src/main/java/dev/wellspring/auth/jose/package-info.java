/**
 * Signed tokens and the keys that verify them: JSON Web Signatures in compact form, static and fetched keys. Nothing
 * here knows Mercure.
 *
 * <p>What a stranger sends is read by {@link dev.wellspring.auth.jose.SignedToken}, strictly and within bounds; what
 * the operator configured is {@link dev.wellspring.auth.jose.KeyMaterial}. They meet in a {@link
 * dev.wellspring.auth.jose.KeySource}. The cryptography is Nimbus' and the JDK's; nothing that a token says about keys
 * is followed except its {@code kid}, and that only to choose which trusted key to try first.
 */
@NullMarked
package dev.wellspring.auth.jose;

import org.jspecify.annotations.NullMarked;
