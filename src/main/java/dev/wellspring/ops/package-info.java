/** What operators see of a running deployment, and what tells them that it is sound. Nobody but the application knows it. */
@NullMarked
package dev.wellspring.ops;

import org.jspecify.annotations.NullMarked;
