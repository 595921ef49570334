package dev.wellspring.mercure;

import jakarta.ws.rs.HttpMethod;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that answers QUERY: a safe request, like GET, whose parameters are in the body because they are too
 * many for a URL.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc10008">RFC 10008, The HTTP QUERY Method</a>
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@HttpMethod("QUERY")
@interface Query {}
