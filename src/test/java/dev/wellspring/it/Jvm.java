package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A running JVM, measured from outside: what it holds open and what is left on its heap. */
final class Jvm implements AutoCloseable {

    /** What a JVM holds, after a full garbage collection. */
    record Holdings(long descriptors, long threads, long heapBytes) {}

    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private Jvm(JMXConnector connector, MBeanServerConnection beans) {
        this.connector = connector;
        this.beans = beans;
    }

    @SuppressWarnings("BanJNDI") // the address is that of a JVM we have started ourselves
    static Jvm attach(long pid) {
        try {
            VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
            try {
                JMXConnector connector =
                        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
                return new Jvm(connector, connector.getMBeanServerConnection());
            } finally {
                machine.detach();
            }
        } catch (IOException | AttachNotSupportedException e) {
            throw new IllegalStateException("cannot look into the JVM " + pid, e);
        }
    }

    Holdings holdings() {
        try {
            collectGarbage();
            return new Holdings(
                    openDescriptors(),
                    ManagementFactory.getPlatformMXBean(beans, ThreadMXBean.class)
                            .getThreadCount(),
                    ManagementFactory.getPlatformMXBean(beans, java.lang.management.MemoryMXBean.class)
                            .getHeapMemoryUsage()
                            .getUsed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long openDescriptors() {
        try {
            return ManagementFactory.getPlatformMXBean(beans, UnixOperatingSystemMXBean.class)
                    .getOpenFileDescriptorCount();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes the threads whose names begin so have allocated since they were started, all together. */
    long allocatedBy(String threads) {
        try {
            ThreadMXBean all = ManagementFactory.getPlatformMXBean(beans, ThreadMXBean.class);
            long[] ids = Arrays.stream(all.getThreadInfo(all.getAllThreadIds()))
                    .filter(info -> info != null && info.getThreadName().startsWith(threads))
                    .mapToLong(ThreadInfo::getThreadId)
                    .toArray();
            assertThat(ids).as("threads named %s…", threads).isNotEmpty();
            return Arrays.stream(all.getThreadAllocatedBytes(ids)).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many objects of a class are reachable, those of all class loaders together. */
    long liveObjects(String className) {
        return histogram()
                .lines()
                .map(String::strip)
                .map(line -> line.split("\\s+", -1))
                .filter(column -> column.length >= 4 && column[3].equals(className))
                .mapToLong(column -> Long.parseLong(column[1]))
                .sum();
    }

    private void collectGarbage() {
        diagnose("gcRun", new Object[0], new String[0]);
    }

    private String histogram() {
        return diagnose("gcClassHistogram", new Object[] {new String[0]}, new String[] {String[].class.getName()});
    }

    private String diagnose(String command, Object[] arguments, String[] signature) {
        try {
            ObjectName diagnostics = new ObjectName("com.sun.management:type=DiagnosticCommand");
            return (String) beans.invoke(diagnostics, command, arguments, signature);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            // It has ended already.
        }
    }
}
