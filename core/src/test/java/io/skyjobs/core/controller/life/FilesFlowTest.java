package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.EventText;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.testkit.FakeCloud;

import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How files come to nodes, and what becomes of a job when they do not. */
class FilesFlowTest {
    private final List<String> placed = new ArrayList<>();
    private Optional<ChannelException> trouble = Optional.empty();
    private final Calm calm = new Calm(this::between, new MemoryLogs());

    /** The cloud, whose nodes take files only while there is no trouble. */
    private MortalCloud between(FakeCloud cloud) {
        return new MortalCloud(cloud, () -> {}) {
            @Override
            public NodeChannel channel(ClusterName name, int rank) {
                NodeChannel channel = super.channel(name, rank);
                return (NodeChannel)
                        Proxy.newProxyInstance(
                                NodeChannel.class.getClassLoader(),
                                new Class<?>[] {NodeChannel.class},
                                (proxy, method, words) -> {
                                    if (method.getName().equals("place")) {
                                        placed.add(
                                                rank + ":" + ((FileTree) words[0]).destination());
                                        if (trouble.isPresent()) {
                                            throw trouble.get();
                                        }
                                    }
                                    try {
                                        return method.invoke(channel, words);
                                    } catch (InvocationTargetException failed) {
                                        throw failed.getCause();
                                    }
                                });
            }
        };
    }

    private static TaskSpec task(int nodes) {
        TaskSpec plain = Calm.task("sleep 100", nodes, false);
        return new TaskSpec(
                plain.name(),
                Optional.of(new TaskSpec.Workdir.Local("/src")),
                plain.numNodes(),
                plain.resources(),
                plain.recovery(),
                plain.envs(),
                plain.secrets(),
                plain.setup(),
                plain.run(),
                List.of(
                        new FileMount.LocalPath("~/sky_workdir/b/c", "/c"),
                        new FileMount.LocalPath("~/sky_workdir/b", "/b")),
                plain.eventCallback(),
                plain.hooks(),
                plain.config(),
                plain.apiServerAccess(),
                plain.maxDuration(),
                plain.maxWait(),
                plain.extras());
    }

    private List<JobEvent> events(long job) {
        return calm.controller().journal(job, 0, 100).stream()
                .map(entry -> EventText.read(entry.json()))
                .toList();
    }

    @Test
    void everyNodeIsGivenAllOfThemOuterOnesFirst() {
        long job = calm.submit(task(2));
        calm.pass(Duration.ofSeconds(5));

        assertThat(calm.state(job)).isInstanceOf(TaskState.Running.class);
        assertThat(placed)
                .containsExactlyInAnyOrder(
                        "0:~/sky_workdir",
                        "0:~/sky_workdir/b",
                        "0:~/sky_workdir/b/c",
                        "1:~/sky_workdir",
                        "1:~/sky_workdir/b",
                        "1:~/sky_workdir/b/c");
        assertThat(placed.stream().filter(it -> it.startsWith("0")))
                .containsExactly("0:~/sky_workdir", "0:~/sky_workdir/b", "0:~/sky_workdir/b/c");
        assertThat(events(job))
                .filteredOn(JobEvent.FilesPlaced.class::isInstance)
                .singleElement()
                .satisfies(
                        it -> {
                            JobEvent.FilesPlaced event = (JobEvent.FilesPlaced) it;
                            assertThat(event.nodes()).isEqualTo(2);
                            assertThat(event.files()).isEqualTo(9);
                        });
    }

    @Test
    void whatOnlyTheUserCanMendEndsTheJobWithTheSentence() {
        trouble = Optional.of(ChannelException.needingUser("The disk is full."));
        long job = calm.submit(task(1));
        calm.pass(Duration.ofMinutes(1));

        TaskState state = calm.state(job);
        assertThat(state.status()).isEqualTo(ManagedJobStatus.FAILED_PRECHECKS);
        assertThat(state).isInstanceOf(TaskState.Ended.class);
        assertThat(((TaskState.Ended) state).outcome().reason().sentence())
                .contains("The disk is full.");
        assertThat(calm.cloud().existing()).isEmpty();
    }

    @Test
    void aNodeThatTakesNoFilesIsTriedAgainAndThenGivenUp() {
        trouble = Optional.of(new ChannelException("the connection broke"));
        long job = calm.submit(task(1));
        calm.pass(Duration.ofMinutes(10));
        assertThat(calm.state(job)).isInstanceOf(TaskState.Starting.class);
        assertThat(calm.controller().explain(job).orElseThrow().sentence())
                .contains("the connection broke");
        assertThat(placed).hasSizeBetween(5, 60);

        calm.pass(Duration.ofMinutes(15));
        trouble = Optional.empty();
        calm.pass(Duration.ofMinutes(5));

        assertThat(events(job))
                .filteredOn(JobEvent.LaunchFailed.class::isInstance)
                .singleElement()
                .extracting(it -> ((JobEvent.LaunchFailed) it).reason().sentence())
                .isEqualTo("The files could not be copied to the cluster.");
        assertThat(calm.state(job).progress().attempts()).isEqualTo(2);
    }

    @Test
    void aJobCanBeCancelledWhileItsFilesDoNotArrive() {
        trouble = Optional.of(new ChannelException("the connection broke"));
        long job = calm.submit(task(3));
        calm.pass(Duration.ofMinutes(1));

        calm.cancel(job);
        calm.pass(Duration.ofMinutes(1));

        assertThat(calm.state(job).status()).isEqualTo(ManagedJobStatus.CANCELLED);
        assertThat(calm.cloud().existing()).isEmpty();
    }
}
