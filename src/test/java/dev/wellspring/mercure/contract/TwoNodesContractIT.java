package dev.wellspring.mercure.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Every case of the protocol holds on two nodes that share a log in Redis, with publisher and subscriber on different ones. */
class TwoNodesContractIT {

    private static final int CASES_AT_LEAST = 400;

    @Test
    void publisherAndSubscriberNeedNotBeOnOneNode() {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        // No other test of this JVM runs meanwhile: integration tests run one after the other.
        System.setProperty("wellspring.contract.nodes", "2");
        try {
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectPackage(getClass().getPackageName()))
                                    .filters(includeClassNamePatterns(".*(ContractTest|PrivacyModelTest)"))
                                    .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                                    .build(),
                            listener);
        } finally {
            System.clearProperty("wellspring.contract.nodes");
        }
        TestExecutionSummary summary = listener.getSummary();
        List<String> failures = summary.getFailures().stream()
                .map(failure -> failure.getTestIdentifier().getUniqueId() + ": " + failure.getException())
                .toList();
        assertThat(failures).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isGreaterThan(CASES_AT_LEAST);
        System.out.println("TwoNodesContractIT: " + summary.getTestsSucceededCount() + " cases on two nodes");
    }
}
