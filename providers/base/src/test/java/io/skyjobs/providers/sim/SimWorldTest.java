package io.skyjobs.providers.sim;

import static io.skyjobs.providers.sim.SimWorldKit.onDemand;
import static io.skyjobs.providers.sim.SimWorldKit.run;
import static io.skyjobs.providers.sim.SimWorldKit.spec;
import static io.skyjobs.providers.sim.SimWorldKit.spot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.NodeView;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.spi.PreemptionNotices.Notice;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.ProvisionException.Kind;
import io.skyjobs.spi.ProvisionException.Reach;
import io.skyjobs.spi.RunView;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a simulated cloud does to machines, and what it says of it. */
class SimWorldTest {
    private static final String CLOUD =
            """
            nodes: virtual
            seed: 5
            clouds:
              aws:
                MORE
                instances:
                  m6i.2xlarge: {vcpus: 8, memory: 32, price: 0.384, spot_price: 0.15}
                regions:
                  us-east-1:
                    REGION
                    zones:
                      us-east-1a: {ZONE}
                      us-east-1b: {}
                  us-west-2: {zones: [us-west-2a]}
            """;

    @TempDir Path folder;

    private SimWorldKit kit(String more, String region, String zone) throws Exception {
        return new SimWorldKit(
                folder,
                CLOUD.replace("MORE", more).replace("REGION", region).replace("ZONE", zone));
    }

    private SimWorldKit kit(String zone) throws Exception {
        return kit("", "", zone);
    }

    private static ClusterView view(SimProvider cloud, String name) throws ProvisionException {
        var cluster = new ClusterName(name);
        return cloud.inspect(List.of(cluster)).view(cluster).orElseThrow();
    }

    private static List<Phase> phases(ClusterView view) {
        return view.nodes().stream().map(NodeView::phase).toList();
    }

    private static void refused(ThrowingCallable call, Kind kind, Reach reach) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProvisionException.class,
                        refusal -> {
                            assertThat(refusal.kind()).isEqualTo(kind);
                            assertThat(refusal.reach()).isEqualTo(reach);
                        });
    }

    @Test
    void aMachineIsUpAfterItsTime() throws Exception {
        var kit = kit("provision: 10s");
        var cloud = kit.cloud();

        assertThat(cloud.ensure(spec("one", 1, 1, spot(cloud, "us-east-1a"))).phase())
                .isEqualTo(Phase.CREATING);
        kit.pass(Duration.ofSeconds(9));
        assertThat(view(cloud, "one").phase()).isEqualTo(Phase.CREATING);
        kit.pass(Duration.ofSeconds(1));
        assertThat(view(cloud, "one").phase()).isEqualTo(Phase.UP);
    }

    @Test
    void aZoneHasRoomForSoManyAndTakesTheNewestWhenItShrinks() throws Exception {
        var kit = kit("capacity: [{from: 0s, machines: 2}, {from: 60s, machines: 1}]");
        var cloud = kit.cloud();
        var place = spot(cloud, "us-east-1a");
        cloud.ensure(spec("one", 1, 1, place));
        kit.pass(Duration.ofSeconds(1));
        cloud.ensure(spec("two", 1, 1, place));

        refused(() -> cloud.ensure(spec("three", 1, 1, place)), Kind.CAPACITY, Reach.ZONE);
        kit.pass(Duration.ofSeconds(60));

        assertThat(view(cloud, "one").phase()).isEqualTo(Phase.UP);
        assertThat(view(cloud, "two").phase()).isEqualTo(Phase.GONE);
        assertThat(view(cloud, "two").evidence())
                .contains("preempted for want of capacity at 2026-01-01T00:01:00Z (simulated)");
        assertThat(cloud.report().places().getFirst().room()).hasValue(0);
    }

    @Test
    void aLackOfMachinesReachesAsFarAsTheScenarioSays() throws Exception {
        var cloud = kit("", "capacity_reach: region", "capacity: 0").cloud();

        refused(
                () -> cloud.ensure(spec("one", 1, 1, spot(cloud, "us-east-1a"))),
                Kind.CAPACITY,
                Reach.REGION);
    }

    @Test
    void onDemandMachinesAreNotTakenForWantOfRoom() throws Exception {
        var kit = kit("capacity: [{from: 0s, machines: 2}, {from: 60s, machines: 0}]");
        var cloud = kit.cloud();
        cloud.ensure(spec("one", 1, 2, onDemand(cloud, "us-east-1")));

        kit.pass(Duration.ofMinutes(2));

        assertThat(view(cloud, "one").phase()).isEqualTo(Phase.UP);
    }

    /** P-30: a machine is told before it is taken, and the notice stays. */
    @Test
    void aNoticeComesBeforeTheEnd() throws Exception {
        var kit = kit("preemption: {at: [100s], notice: 30s}");
        var cloud = kit.cloud();
        var one = new ClusterName("one");
        cloud.ensure(spec("one", 1, 1, spot(cloud, "us-east-1a")));

        kit.pass(Duration.ofSeconds(69));
        assertThat(cloud.notices(one)).isEmpty();
        kit.pass(Duration.ofSeconds(11));
        assertThat(cloud.notices(one))
                .extracting(Notice::left)
                .containsExactly(Duration.ofSeconds(20));
        assertThat(view(cloud, "one").phase()).isEqualTo(Phase.UP);
        kit.pass(Duration.ofSeconds(20));
        assertThat(view(cloud, "one").phase()).isEqualTo(Phase.GONE);
        assertThat(cloud.notices(one)).isEmpty();
        assertThat(cloud.list("aaaaaa").views()).isEmpty();
    }

    /** P-11: what came due while nobody looked has happened, and the future is the same. */
    @Test
    void theFutureIsTheSameAfterARestart() throws Exception {
        var kit = kit("provision: 5s..50s, preemption: {mean: 10m, notice: 10s}");
        var cloud = kit.cloud();
        var place = spot(cloud, "us-east-1a");
        for (var index = 0; index < 20; index++) {
            cloud.ensure(spec("c" + index, 1, 1, place));
        }
        var stays = kit.cloudInMemory();
        for (var index = 0; index < 20; index++) {
            stays.ensure(spec("c" + index, 1, 1, place));
        }
        cloud.close();
        kit.pass(Duration.ofMinutes(8));

        var restarted = kit.cloud();

        var alive = 0;
        for (var index = 0; index < 20; index++) {
            assertThat(view(restarted, "c" + index)).isEqualTo(view(stays, "c" + index));
            alive += view(stays, "c" + index).phase() == Phase.UP ? 1 : 0;
        }
        assertThat(alive).isBetween(1, 19);
    }

    /** P-42: only what was lost is made again, and only for a newer attempt. */
    @Test
    void lostMachinesAloneAreMadeAgain() throws Exception {
        var kit = kit("");
        var cloud = kit.cloud();
        var place = spot(cloud, "us-east-1a");
        var before = cloud.ensure(spec("gang", 1, 3, place));
        cloud.preempt(before.name(), OptionalInt.of(1), Duration.ZERO);
        assertThat(phases(view(cloud, "gang"))).containsExactly(Phase.UP, Phase.GONE, Phase.UP);
        assertThat(view(cloud, "gang").nodes().get(1).evidence())
                .contains("was preempted at 2026-01-01T00:00:00Z (simulated)");
        refused(() -> cloud.ensure(spec("gang", 1, 3, place)), Kind.CAPACITY, Reach.ZONE);

        var after = cloud.ensure(spec("gang", 2, 3, place));

        assertThat(after.phase()).isEqualTo(Phase.UP);
        assertThat(after.nodes().get(0)).isEqualTo(before.nodes().get(0));
        assertThat(after.nodes().get(2)).isEqualTo(before.nodes().get(2));
        assertThat(after.nodes().get(1).id()).isNotEqualTo(before.nodes().get(1).id());
        refused(() -> cloud.ensure(spec("gang", 1, 3, place)), Kind.INFRASTRUCTURE, Reach.PLACE);
    }

    /** P-09: what cannot be reached runs on. */
    @Test
    void aPartitionEndsNothing() throws Exception {
        var kit = kit("partitions: [{from: 10s, for: 60s}]");
        var cloud = kit.cloud();
        cloud.ensure(spec("one", 1, 1, spot(cloud, "us-east-1a")));
        var head = cloud.channel(new ClusterName("one"), 0);
        head.start(run(1, "sleep 30\nexit 0\n"));

        kit.pass(Duration.ofSeconds(20));
        assertThatThrownBy(() -> head.look(1)).isInstanceOf(ChannelException.class);
        assertThat(view(cloud, "one").phase()).isEqualTo(Phase.UP);
        kit.pass(Duration.ofSeconds(60));
        assertThat(head.look(1).succeeded()).isTrue();

        cloud.partition(Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> head.look(1)).isInstanceOf(ChannelException.class);
        assertThat(kit.cloud().report().troubles())
                .containsExactly("Machines in all places cannot be reached until it is healed.");
        kit.cloud().heal();
        assertThat(head.look(1).phase()).isEqualTo(RunView.Phase.ENDED);
    }

    @Test
    void anOutageEndsAllInAPlaceAndLetsNothingBeMadeThere() throws Exception {
        var kit = kit("");
        var cloud = kit.cloud();
        var east = spot(cloud, "us-east-1a");
        cloud.ensure(spec("east", 1, 1, east));
        cloud.ensure(spec("west", 1, 1, spot(cloud, "us-west-2a")));

        cloud.outage("us-east-1", Optional.of(Duration.ofMinutes(1)));

        assertThat(view(cloud, "east").evidence()).contains("lost in an outage of us-east-1a");
        assertThat(view(cloud, "west").phase()).isEqualTo(Phase.UP);
        refused(() -> cloud.ensure(spec("again", 1, 1, east)), Kind.INFRASTRUCTURE, Reach.ZONE);
        refused(
                () -> cloud.ensure(spec("any", 1, 1, onDemand(cloud, "us-east-1"))),
                Kind.INFRASTRUCTURE,
                Reach.REGION);
        kit.pass(Duration.ofMinutes(1));
        assertThat(cloud.ensure(spec("again", 1, 1, east)).phase()).isEqualTo(Phase.UP);
        assertThatThrownBy(() -> cloud.outage("mars", Optional.empty()))
                .hasMessage(
                        "AWS (simulated) has no place 'mars': use one of us-east-1 (us-east-1a,"
                                + " us-east-1b), us-west-2 (us-west-2a).");
    }

    @Test
    void theInterfaceRefusesAsTheScenarioSays() throws Exception {
        var kit =
                kit(
                        String.join(
                                "\n    ",
                                "throttle: {calls: 2, per: 10s}",
                                "auth_failure: [{from: 100s, for: 10s}]",
                                "api_outages: [{from: 200s, for: 10s}]"),
                        "quota: {instances: 1}",
                        "");
        var cloud = kit.cloud();
        var place = spot(cloud, "us-east-1a");
        refused(() -> cloud.ensure(spec("two", 1, 2, place)), Kind.QUOTA, Reach.REGION);
        cloud.ensure(spec("one", 1, 1, place));
        kit.pass(Duration.ofSeconds(4));
        assertThatThrownBy(() -> cloud.list("aaaaaa"))
                .isInstanceOfSatisfying(
                        ProvisionException.class,
                        refusal -> {
                            assertThat(refusal.kind()).isEqualTo(Kind.THROTTLED);
                            assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(6));
                        });
        kit.pass(Duration.ofSeconds(96));
        refused(() -> cloud.list("aaaaaa"), Kind.AUTH, Reach.PROVIDER);
        kit.pass(Duration.ofSeconds(100));
        refused(() -> cloud.list("aaaaaa"), Kind.INFRASTRUCTURE, Reach.PLACE);
        assertThat(cloud.report().troubles())
                .containsExactly("The interface of AWS (simulated) does not answer.");
    }

    /** P-33: the cloud says that a machine is gone, and it lives. */
    @Test
    void anUndeadMachineRunsOnAfterItIsGone() throws Exception {
        var kit = kit("undead: {chance: 1, for: 60s}", "", "");
        var cloud = kit.cloud();
        cloud.ensure(spec("one", 1, 1, spot(cloud, "us-east-1a")));
        var head = cloud.channel(new ClusterName("one"), 0);
        head.start(run(1, "sleep infinity"));

        cloud.preempt(new ClusterName("one"), OptionalInt.empty(), Duration.ZERO);

        assertThat(view(cloud, "one").phase()).isEqualTo(Phase.GONE);
        assertThat(head.look(1).phase()).isEqualTo(RunView.Phase.RUNNING);
        kit.pass(Duration.ofSeconds(60));
        assertThatThrownBy(() -> head.look(1)).isInstanceOf(ChannelException.class);
    }

    /** P-06: a machine that nobody cares for ends, and one that works does not. */
    @Test
    void aLeaseEndsIdleMachinesOnly() throws Exception {
        var kit = kit("lease: 10m", "", "");
        var cloud = kit.cloud();
        var place = spot(cloud, "us-east-1a");
        for (var name : List.of("idle", "busy", "renewed")) {
            cloud.ensure(spec(name, 1, 1, place));
        }
        cloud.channel(new ClusterName("busy"), 0).start(run(1, "sleep 12m"));
        cloud.renew(List.of(new ClusterName("renewed")), Duration.ofHours(1));

        kit.pass(Duration.ofMinutes(11));
        assertThat(view(cloud, "idle").evidence()).contains("ended by its lease");
        assertThat(view(cloud, "busy").phase()).isEqualTo(Phase.UP);
        kit.pass(Duration.ofMinutes(10));
        assertThat(view(cloud, "busy").phase()).isEqualTo(Phase.GONE);
        assertThat(view(cloud, "renewed").phase()).isEqualTo(Phase.UP);
    }

    @Test
    void watchersAreToldOfNoticeAndEnd() throws Exception {
        var kit = kit("preemption: {at: [100s], notice: 30s}");
        var cloud = kit.cloud();
        var hints = new ArrayList<ClusterName>();
        try (var watch = cloud.watch(hints::add)) {
            assertThat(watch).isNotNull();
            cloud.ensure(spec("one", 1, 1, spot(cloud, "us-east-1a")));
            for (var seconds : List.of(70, 30)) {
                hints.clear();
                kit.pass(Duration.ofSeconds(seconds));
                assertThat(hints).contains(new ClusterName("one"));
            }
        }
    }

    @Test
    void surveyShowsWhatOtherInstallationsOwn() throws Exception {
        var cloud = kit("").cloud();
        cloud.ensure(spec("one", 1, 1, spot(cloud, "us-east-1a")));

        assertThat(cloud.survey().found())
                .singleElement()
                .satisfies(owned -> assertThat(owned.installation()).isEqualTo("aaaaaa"));
    }

    /** The budget for one call does not grow with the number of clusters. */
    @Test
    void manyClustersCostNoMoreThanFew() throws Exception {
        var kit = kit("lease: 24h", "", "preemption: {mean: 10h}");
        var cloud = kit.cloudInMemory();
        var place = spot(cloud, "us-east-1a");
        for (var index = 0; index < 4_000; index++) {
            cloud.ensure(spec("c" + index, 1, 1, place));
            cloud.channel(new ClusterName("c" + index), 0).start(run(1, "sleep 1h\nexit 0"));
        }
        kit.pass(Duration.ofHours(2));

        var gone = 0;
        for (var index = 0; index < 4_000; index++) {
            gone += view(cloud, "c" + index).phase() == Phase.GONE ? 1 : 0;
        }
        assertThat(gone / 4_000.0).isBetween(0.16, 0.20);
    }
}
