package dev.wellspring.mercure.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Every case of the protocol once more in each layout: two nodes, the other transport, nginx in front. What a stream promises
 * its client (heartbeats, its longest life, the end with its token, events at once) so holds on both transports.
 */
class LayoutsContractIT {

    private static final int CASES_AT_LEAST = 400;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void everyCaseHolds(Layout layout) {
        LauncherDiscoveryRequest cases = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectPackage(getClass().getPackageName()))
                .filters(includeClassNamePatterns(".*(ContractTest|PrivacyModelTest)"))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        // No other test of this JVM runs meanwhile: integration tests run one after the other.
        layout.during(() -> LauncherFactory.create().execute(cases, listener));
        TestExecutionSummary summary = listener.getSummary();
        List<String> failures = summary.getFailures().stream()
                .map(failure -> failure.getTestIdentifier().getUniqueId() + ": " + failure.getException())
                .toList();
        assertThat(failures).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isGreaterThan(CASES_AT_LEAST);
        System.out.println("LayoutsContractIT: " + summary.getTestsSucceededCount() + " cases, " + layout);
    }
}
