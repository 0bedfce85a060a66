package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.LeakCheck.Account;
import io.skyjobs.core.controller.LeakCheck.Ended;
import io.skyjobs.core.controller.LeakCheck.Ending;
import io.skyjobs.core.controller.LeakCheck.Resource;
import io.skyjobs.core.controller.LeakCheck.Standing;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.spi.UsdPerHour;
import io.skyjobs.testkit.HandCloud;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who stands behind what a provider has, and that nothing else is ever ended. */
class LeakCheckTest {
    private static final Backer JOB =
            new Backer(
                    1,
                    0,
                    1,
                    ManagedJobStatus.RUNNING,
                    Instant.parse("2026-03-01T12:00:00Z"),
                    UsdPerHour.of("0.5"));

    private final HandCloud cloud =
            new HandCloud("aws", "us-east-1/a")
                    .has("ours-1-0-1-abc", "abc", Phase.UP)
                    .has("left-2-0-1-abc", "abc", Phase.CREATING)
                    .has("left-3-0-1-abc", "abc", Phase.GONE)
                    .has("other-1-0-1-xyz", "xyz", Phase.UP);

    private final Map<ClusterName, Backer> live =
            new HashMap<>(Map.of(new ClusterName("ours-1-0-1-abc"), JOB));

    private final LeakCheck check = check(cloud);

    private LeakCheck check(HandCloud provider) {
        return new LeakCheck(
                List.of(provider),
                "abc",
                new Backers() {
                    @Override
                    public Map<ClusterName, Backer> live() {
                        return Map.copyOf(live);
                    }

                    @Override
                    public Optional<Backer> former(ClusterName cluster) {
                        return Optional.of(JOB).filter(job -> cluster.value().startsWith("left"));
                    }
                });
    }

    /** P-06: matched, unmatched and foreign are told apart; what is gone is nothing. */
    @Test
    void everyResourceHasAStanding() {
        Account account = check.account("aws");
        assertThat(account.resources())
                .extracting(
                        resource -> resource.view().name().value(),
                        Resource::standing,
                        Resource::installation,
                        Resource::backer)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "ours-1-0-1-abc", Standing.MATCHED, "abc", Optional.of(JOB)),
                        org.assertj.core.groups.Tuple.tuple(
                                "left-2-0-1-abc", Standing.UNMATCHED, "abc", Optional.of(JOB)),
                        org.assertj.core.groups.Tuple.tuple(
                                "other-1-0-1-xyz", Standing.FOREIGN, "xyz", Optional.empty()));
        assertThat(account.unknown()).isEmpty();
        assertThat(account.clean()).isFalse();
    }

    @Test
    void foreignAndMatchedResourcesAreClean() {
        live.put(new ClusterName("left-2-0-1-abc"), JOB);
        assertThat(check.account("aws").clean()).isTrue();
    }

    /** P-02, P-06: not known is not clean. */
    @Test
    void aProviderThatCannotBeAskedOrListsInPartIsNotClean() {
        HandCloud forgetful = new HandCloud("aws", "us-east-1/a");
        forgetful.forgetful();
        Account partial = check(forgetful).account("aws");
        assertThat(partial.clean()).isFalse();
        assertThat(partial.unknown()).isEqualTo("AWS could not list all that it has: by hand");
        HandCloud silent = new HandCloud("aws", "us-east-1/a");
        silent.silent("No route.");
        Account unknown = check(silent).account("aws");
        assertThat(unknown.clean()).isFalse();
        assertThat(unknown.unknown()).isEqualTo("AWS could not be asked: No route.");
    }

    /**
     * P-01: an intent that is committed while the provider answers is seen, because we look at ours
     * after its list.
     */
    @Test
    void aLaunchInFlightIsNoLeak() {
        cloud.afterListing(() -> live.put(new ClusterName("left-2-0-1-abc"), JOB));
        assertThat(check.account("aws").clean()).isTrue();
        assertThat(check.end("aws", new ClusterName("left-2-0-1-abc")))
                .isEqualTo(
                        new Ended(
                                Ending.MATCHED, "Job 1 stands behind it now; it was left alone."));
        assertThat(cloud.asked()).isEmpty();
    }

    /** P-03: that the end was asked for is not that it came; only the provider's list says so. */
    @Test
    void endingIsAskedForAndSeenInTheNextAccount() {
        cloud.keepsAll();
        assertThat(check.end("aws", new ClusterName("left-2-0-1-abc")))
                .isEqualTo(new Ended(Ending.ASKED, ""));
        assertThat(cloud.asked()).containsExactly("terminate left-2-0-1-abc");
        assertThat(check.account("aws").clean()).isFalse();
    }

    /** P-02: what is matched, foreign, gone or unknown is never ended. */
    @Test
    void nothingElseIsEnded() {
        assertThat(check.end("aws", new ClusterName("ours-1-0-1-abc")).ending())
                .isEqualTo(Ending.MATCHED);
        for (String absent : List.of("other-1-0-1-xyz", "left-3-0-1-abc", "nothing")) {
            assertThat(check.end("aws", new ClusterName(absent)))
                    .isEqualTo(
                            new Ended(
                                    Ending.ABSENT,
                                    "AWS has no such cluster of this installation."));
        }
        assertThat(check.end("gcp", new ClusterName("left-2-0-1-abc")).ending())
                .isEqualTo(Ending.FAILED);
        cloud.silent("No route.");
        assertThat(check.end("aws", new ClusterName("left-2-0-1-abc")))
                .isEqualTo(new Ended(Ending.FAILED, "AWS: No route."));
        assertThat(cloud.asked()).isEmpty();
    }
}
