package dev.wellspring.app;

import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.util.Map;
import org.glassfish.concurro.AbstractManagedExecutorService.RejectPolicy;
import org.glassfish.concurro.ContextServiceImpl;
import org.glassfish.concurro.internal.ManagedFutureTask;
import org.glassfish.concurro.spi.ContextHandle;
import org.glassfish.concurro.spi.ContextSetupProvider;
import org.glassfish.concurro.virtualthreads.VirtualThreadsManagedExecutorService;
import org.glassfish.concurro.virtualthreads.VirtualThreadsManagedThreadFactory;

/**
 * The application's managed executor: Jakarta Concurrency on a servlet container, which brings none itself.
 *
 * <p>Every task runs on a virtual thread of its own, with the class loader of the application as context class loader.
 * Resources get it injected as {@link ManagedExecutorService}; starting and stopping it is our business alone.
 *
 * @see <a href="https://jakarta.ee/specifications/concurrency/3.1/">Jakarta Concurrency 3.1</a>
 */
final class ManagedExecutor implements AutoCloseable {

    private static final long NO_HUNG_TASK_WATCH = 0;
    private static final int UNBOUNDED = 0;

    private final VirtualThreadsManagedExecutorService executor;

    ManagedExecutor() {
        ContextServiceImpl context = new ContextServiceImpl("wellspring/context", new ClassLoaderContext());
        executor = new ForgetfulExecutorService(context);
    }

    ManagedExecutorService service() {
        return executor.getAdapter();
    }

    /** Interrupts what still runs and takes nothing more. */
    @Override
    public void close() {
        executor.shutdownNow();
    }

    /**
     * Keeps nothing of a task. Concurro 3.1.0 notes a task as running only after it has started it: one that is done by
     * then is never removed, and with it everything it refers to, a client's stream for instance, stays for good.
     * Nothing needs the notes: stopping interrupts the threads themselves.
     */
    private static final class ForgetfulExecutorService extends VirtualThreadsManagedExecutorService {

        ForgetfulExecutorService(ContextServiceImpl context) {
            super(
                    "wellspring/executor",
                    new VirtualThreadsManagedThreadFactory("wellspring", context),
                    NO_HUNG_TASK_WATCH,
                    false,
                    UNBOUNDED,
                    Integer.MAX_VALUE,
                    context,
                    RejectPolicy.ABORT);
        }

        @Override
        protected void executeManagedFutureTask(ManagedFutureTask<?> task) {
            task.submitted();
            getThreadPoolExecutor().execute(task);
        }
    }

    /** Carries the class loader of the thread that submits a task over to the thread that runs it. */
    private static final class ClassLoaderContext implements ContextSetupProvider {

        private static final long serialVersionUID = 1L;

        private record Loader(ClassLoader loader) implements ContextHandle {}

        @Override
        public ContextHandle saveContext(ContextService service) {
            return new Loader(Thread.currentThread().getContextClassLoader());
        }

        @Override
        public ContextHandle saveContext(ContextService service, Map<String, String> properties) {
            return saveContext(service);
        }

        @Override
        public ContextHandle setup(ContextHandle saved) {
            Loader before = new Loader(Thread.currentThread().getContextClassLoader());
            reset(saved);
            return before;
        }

        @Override
        public void reset(ContextHandle before) {
            Thread.currentThread().setContextClassLoader(((Loader) before).loader());
        }
    }
}
