package dev.wellspring.app;

import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.util.Map;
import org.glassfish.concurro.AbstractManagedExecutorService.RejectPolicy;
import org.glassfish.concurro.ContextServiceImpl;
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
        executor = new VirtualThreadsManagedExecutorService(
                "wellspring/executor",
                new VirtualThreadsManagedThreadFactory("wellspring", context),
                NO_HUNG_TASK_WATCH,
                false,
                UNBOUNDED,
                Integer.MAX_VALUE,
                context,
                RejectPolicy.ABORT);
    }

    ManagedExecutorService service() {
        return executor.getAdapter();
    }

    /** Interrupts what still runs and takes nothing more. */
    @Override
    public void close() {
        executor.shutdownNow();
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
