/**
 * Where everything comes together: settings, the object graph, start and stop. It is the only room that knows all the
 * others, and no other room knows it.
 */
@NullMarked
package dev.wellspring.app;

import org.jspecify.annotations.NullMarked;
