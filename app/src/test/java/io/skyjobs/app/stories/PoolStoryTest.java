package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.providers.channel.ssh.LocalSshHost;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;

/** Jobs on a user's own hosts over SSH, from the command line to the hosts and back. */
class PoolStoryTest {
    private static final String PAIR =
            """
            name: pair
            num_nodes: 2
            resources: {infra: ssh/lab, cpus: 1}
            run: |
              echo "attempt=$SKYPILOT_ATTEMPT rank=$SKYPILOT_NODE_RANK of $SKYPILOT_NUM_NODES"
              echo "ips="$SKYPILOT_NODE_IPS
              until [ -e $HERE/gate ]; do sleep 0.05; done
              echo "done=$SKYPILOT_NODE_RANK"
            """;

    @TempDir Path directory;

    /** Issue 5, items 5 and 6: a gang on two hosts, and nothing left on any. */
    @Test
    void twoNodesOnTwoHosts() {
        try (Lab lab = new Lab(directory, 2);
                World world = World.givenProcess(Clouds.thisMachine(), directory)) {
            assertThat(world.says("check", "ssh"))
                    .contains("SSH pool 'lab': 2 of 2 hosts can be used.", "127.0.0.21");
            Job job =
                    world.launch(PAIR)
                            .until("RUNNING")
                            .untilLogShows("attempt=1 rank=0 of 2")
                            .untilLogShows("attempt=1 rank=1 of 2");
            assertThat(job.log()).containsPattern("ips=127\\.0\\.0\\.2[12] 127\\.0\\.0\\.2[12]");
            assertThat(lab.inUse()).isEqualTo(2);
            assertThat(world.says("jobs", "queue", "-v")).contains("SSH (lab)");
            assertThat(world.says("check", "ssh/lab")).contains("1 CPU,");
            assertThat(world.says("leaks")).contains("Matched").contains("No leaks");
            world.file("gate", "");
            job.endsAs("SUCCEEDED").thenLogShows("done=").thenRecoveries(0);
            world.thenNothingIsLeft();
            lab.thenNothingIsLeft();
        }
    }

    /** P-10, promise 1: the server dies, connections drop, and the run goes on. */
    @Test
    void aRunOutlivesConnectionsAndTheServer() {
        try (Lab lab = new Lab(directory, 2);
                World world = World.givenProcess(Clouds.thisMachine(), directory)) {
            Job job = world.launch(PAIR).until("RUNNING").untilLogShows("rank=1 of 2");
            lab.host(0).drop();
            lab.host(1).drop();
            world.serverIsReplaced();
            world.file("gate", "");
            job.endsAs("SUCCEEDED").thenRecoveries(0).thenLogShows("done=");
            world.thenNothingIsLeft();
            lab.thenNothingIsLeft();
        }
    }

    /** Issue 5, item 3: a host that is silent for longer than the limit is replaced. */
    @Test
    void aDeadHostIsReplacedAndClearedWhenItComesBack() throws Exception {
        try (Lab lab = new Lab(directory, 3);
                World world =
                        World.givenProcess(
                                Clouds.thisMachine().configured("unreachable_limit: 3s"),
                                directory)) {
            Job job =
                    world.launch(PAIR)
                            .until("RUNNING")
                            .untilLogShows("attempt=1 rank=0")
                            .untilLogShows("attempt=1 rank=1");
            LocalSshHost dead = lab.hostInUse();
            dead.refuse();
            dead.drop();
            job.until("RECOVERING").until("RUNNING");
            job.untilLogShows("attempt=2 rank=0 of 2").untilLogShows("attempt=2 rank=1 of 2");
            assertThat(world.says("check", "ssh"))
                    .contains(
                            "2 of 3 hosts can be used",
                            "has not answered since",
                            "sshd does not run");
            world.file("gate", "");
            job.endsAs("SUCCEEDED").thenRecoveries(1);
            assertThat(lab.inUse()).isEqualTo(1);
            dead.listen();
            Patience.await(
                    () -> "all hosts used again: " + world.says("check", "ssh"),
                    () ->
                            Optional.of(world.says("check", "ssh"))
                                    .filter(said -> said.contains("3 of 3 hosts can be used.")));
            lab.thenNothingIsLeft();
            world.thenNothingIsLeft();
        }
    }

    /** P-45: who waits for a full pool is told what is free where; a cancel ends both. */
    @Test
    void aFullPoolIsExplainedAndACancelLeavesNothing() {
        try (Lab lab = new Lab(directory, 1);
                World world = World.givenProcess(Clouds.thisMachine(), directory)) {
            String task =
                    "name: %s\nresources: {infra: ssh, cpus: 2}\nrun: sleep 1000; echo over\n";
            Job first = world.launch(task.formatted("first")).until("RUNNING");
            Job second = world.launch(task.formatted("second")).untilEvent("postponed");
            second.untilExplained("CAPACITY").thenExplained("Pool lab has no room", "0 of 2 CPUs");
            first.cancel().endsAs("CANCELLED");
            second.until("RUNNING").cancel().endsAs("CANCELLED");
            world.thenNothingIsLeft();
            lab.thenNothingIsLeft();
        }
    }

    /** Promise 8: somebody writes the pool file, and is not through with it. */
    @Test
    void aBrokenPoolFileEndsNeitherWhatRunsNorWhatWaits() {
        try (Lab lab = new Lab(directory, 1);
                World world = World.givenProcess(Clouds.thisMachine(), directory)) {
            String task =
                    "name: %s\nresources: {infra: ssh, cpus: 2}\nrun: sleep 1000; echo over\n";
            Job runs = world.launch(task.formatted("runs")).until("RUNNING");
            Job waits = world.launch(task.formatted("waits")).untilEvent("postponed");
            String pools = world.read(".sky/ssh_node_pools.yaml");
            world.file(".sky/ssh_node_pools.yaml", pools + "next: [");
            assertThat(world.sky("check", "ssh").out()).contains("this is not YAML");
            assertThat(runs.now().status()).isEqualTo("RUNNING");
            runs.cancel().endsAs("CANCELLED");
            waits.untilExplained("this is not YAML");
            assertThat(waits.now().status()).isEqualTo("PENDING");
            world.file(".sky/ssh_node_pools.yaml", pools);
            waits.cancel().endsAs("CANCELLED");
            world.thenNothingIsLeft();
            lab.thenNothingIsLeft();
        }
    }
}
