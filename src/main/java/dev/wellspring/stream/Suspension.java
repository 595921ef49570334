package dev.wellspring.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegate;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegateProvider;
import org.jspecify.annotations.Nullable;

/**
 * Jersey's way to suspend a request, put off until the stream knows its transport: a request in asynchronous mode cannot
 * hand its connection over any more.
 *
 * <p>Jersey suspends a request before it calls a resource method that has a sink. Here nothing happens then; the stream
 * begins the asynchronous mode itself when its headers are out, on the request thread, if it stays in the request. So
 * streams are all that may suspend in this application: an {@code AsyncResponse} would be answered too early.
 */
final class Suspension implements AsyncContextDelegate {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private @Nullable AsyncContext context; // guarded by this
    private boolean completed; // guarded by this

    private Suspension(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    /** Makes one for each request, where the stream finds it. */
    static final class Provider implements AsyncContextDelegateProvider {

        @Override
        public AsyncContextDelegate createDelegate(HttpServletRequest request, HttpServletResponse response) {
            Suspension suspension = new Suspension(request, response);
            request.setAttribute(Suspension.class.getName(), suspension);
            return suspension;
        }
    }

    static Suspension of(HttpServletRequest request) {
        return (Suspension) request.getAttribute(Suspension.class.getName());
    }

    /** Begins the asynchronous mode, without a timeout. Called on the request thread, once. */
    synchronized AsyncContext begin() {
        AsyncContext begun = request.startAsync(request, response);
        begun.setTimeout(0);
        context = begun;
        return begun;
    }

    @Override
    public void suspend() {
        // See above.
    }

    /** Ends the asynchronous mode, if there is one. */
    @Override
    public void complete() {
        AsyncContext begun;
        synchronized (this) {
            completed = true;
            begun = context;
            context = null;
        }
        if (begun != null) {
            begun.complete();
        }
    }

    @Override
    public synchronized boolean isCompleted() {
        return completed;
    }
}
