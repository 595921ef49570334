/**
 * The whole thing, as it is shipped: the WAR on a real Tomcat started by {@code bin/run}, nginx with the files of
 * {@code nginx/} in front, and clients on real sockets. Every server is a process of its own on a free port, and every
 * test leaves none behind.
 */
package dev.wellspring.it;
