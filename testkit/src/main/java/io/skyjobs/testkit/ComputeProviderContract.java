package io.skyjobs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProvisionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * What every compute provider must do with clusters. What it must do with runs is in {@link
 * NodeRunContract}.
 */
public abstract class ComputeProviderContract {
    private static final int CALLERS = 8;

    private ContractFixture fixture;
    private Optional<ProviderUnderTest> opened = Optional.empty();

    /** A provider over an empty state. */
    protected abstract ProviderUnderTest open() throws Exception;

    @BeforeEach
    final void openProvider() throws Exception {
        opened = Optional.of(open());
        fixture = new ContractFixture(opened.get());
    }

    @AfterEach
    final void closeProvider() {
        opened.ifPresent(ProviderUnderTest::close);
    }

    private ComputeProvider provider() {
        return fixture.provider();
    }

    @Test
    void itCanBeUsedAndOffersAPlaceOfItsOwn() throws Exception {
        assertThat(provider().readiness().enabled()).isTrue();
        assertThat(provider().readiness().hint()).isEmpty();
        assertThat(provider().offers())
                .isNotEmpty()
                .allSatisfy(offer -> assertThat(offer.provider()).isEqualTo(provider().name()));
    }

    @Test
    void askingAgainForAClusterMakesNoSecondOne() throws Exception {
        var spec = fixture.spec("again-1-0-1", 1, 2);
        var first = fixture.up(spec);
        var second = provider().ensure(spec);

        assertThat(ids(second)).isEqualTo(ids(first)).hasSize(2);
        assertThat(provider().list(ContractFixture.OURS).views()).containsOnlyKeys(spec.name());
    }

    @Test
    void askingFromManySidesAtOnceMakesOneCluster() throws Exception {
        var spec = fixture.spec("race-1-0-1", 1, 2);
        var seen = new HashSet<Set<String>>();
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            var calls = new ArrayList<Callable<ClusterView>>();
            for (var caller = 0; caller < CALLERS; caller++) {
                calls.add(() -> provider().ensure(spec));
            }
            for (var call : callers.invokeAll(calls)) {
                seen.add(ids(call.get()));
            }
        }
        seen.add(ids(fixture.up(spec)));

        assertThat(seen).hasSize(1);
        assertThat(provider().list(ContractFixture.OURS).views()).containsOnlyKeys(spec.name());
    }

    @Test
    void everyNodeHasARankAnIdAndAnAddressOfItsOwn() throws Exception {
        var view = fixture.up(fixture.spec("nodes-1-0-1", 1, 4));

        assertThat(view.nodes()).extracting(ClusterView.NodeView::rank).containsExactly(0, 1, 2, 3);
        assertThat(view.nodes()).extracting(ClusterView.NodeView::id).doesNotHaveDuplicates();
        assertThat(view.nodes())
                .extracting(ClusterView.NodeView::address)
                .doesNotHaveDuplicates()
                .doesNotContain("");
        assertThat(view.nodes())
                .extracting(ClusterView.NodeView::phase)
                .containsOnly(ClusterView.Phase.UP);
    }

    @Test
    void aClusterThatNeverWasIsGoneAndIsNoErrorToEnd() throws Exception {
        var name = new ClusterName("never-1-0-1-" + ContractFixture.OURS);

        provider().terminate(name);
        var seen = provider().inspect(List.of(name));

        assertThat(seen.complete()).isTrue();
        assertThat(seen.saysGone(name)).isTrue();
    }

    /** P-03: it is gone when the provider says so, and not before. */
    @Test
    void aTerminatedClusterIsGoneInTheEndAndNoLongerListed() throws Exception {
        var spec = fixture.spec("end-1-0-1", 1, 2);
        fixture.up(spec);
        assertThat(provider().inspect(List.of(spec.name())).saysGone(spec.name())).isFalse();

        fixture.untilGone(spec.name());
        provider().terminate(spec.name());

        assertThat(provider().list(ContractFixture.OURS).saysGone(spec.name())).isTrue();
        assertThatThrownBy(() -> provider().channel(spec.name(), 0).look(1))
                .isInstanceOf(ChannelException.class);
    }

    /** P-33: a late request of an attempt that is over brings nothing back. */
    @Test
    void aLateRequestDoesNotBringATerminatedClusterBack() throws Exception {
        var spec = fixture.spec("late-1-0-2", 2, 1);
        fixture.up(spec);
        fixture.untilGone(spec.name());

        for (var epoch : List.of(1L, 2L)) {
            var late = fixture.spec("late-1-0-2", epoch, 1);
            assertThatThrownBy(() -> provider().ensure(late))
                    .isInstanceOf(ProvisionException.class);
        }
        assertThat(provider().list(ContractFixture.OURS).saysGone(spec.name())).isTrue();
    }

    /** P-02: what is there in part is ours too. */
    @Test
    void aHalfMadeClusterIsListedAndCanBeCompletedOrEnded() throws Exception {
        var completed = fixture.spec("half-1-0-1", 1, 3);
        var ended = fixture.spec("half-2-0-1", 1, 3);
        fixture.under.makeHalf(completed);
        fixture.under.makeHalf(ended);
        assertThat(provider().list(ContractFixture.OURS).views())
                .containsOnlyKeys(completed.name(), ended.name());

        assertThat(fixture.up(completed).nodes()).hasSize(3);
        fixture.untilGone(ended.name());

        assertThat(provider().list(ContractFixture.OURS).saysGone(ended.name())).isTrue();
        assertThat(provider().list(ContractFixture.OURS).saysGone(completed.name())).isFalse();
    }

    /** P-02: another installation's clusters are none of our business. */
    @Test
    void twoInstallationsDoNotSeeEachOther() throws Exception {
        var ours = fixture.spec("same-1-0-1", ContractFixture.OURS, 1, 1);
        var theirs = fixture.spec("same-1-0-1", ContractFixture.THEIRS, 1, 1);
        fixture.up(ours);
        fixture.up(theirs);

        assertThat(provider().list(ContractFixture.OURS).views()).containsOnlyKeys(ours.name());
        fixture.untilGone(ours.name());
        assertThat(provider().list(ContractFixture.THEIRS).views()).containsOnlyKeys(theirs.name());
        assertThat(provider().inspect(List.of(theirs.name())).view(theirs.name()))
                .hasValueSatisfying(
                        view -> assertThat(view.phase()).isEqualTo(ClusterView.Phase.UP));
    }

    /** P-11: nothing lives only in memory. */
    @Test
    void anotherInstanceFindsTheClustersOfTheFirst() throws Exception {
        ClusterSpec spec = fixture.spec("found-1-0-1", 1, 2);
        var made = fixture.up(spec);
        var restarted = fixture.under.restarted();
        assumeThat(restarted).isPresent();

        try (var second = restarted.get()) {
            var view = second.list(ContractFixture.OURS).view(spec.name());
            assertThat(view).hasValueSatisfying(it -> assertThat(ids(it)).isEqualTo(ids(made)));
            assertThat(ids(second.ensure(spec))).isEqualTo(ids(made));
        }
    }

    private static Set<String> ids(ClusterView view) {
        var ids = new HashSet<String>();
        view.nodes().forEach(node -> ids.add(node.id()));
        return ids;
    }
}
