package io.skyjobs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunView.End;
import io.skyjobs.spi.RunView.Phase;
import io.skyjobs.testkit.ProviderUnderTest.Bucketed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What every provider whose nodes run real programs must do with buckets. */
public abstract class NodeBucketContract {
    @TempDir Path buckets;
    private ContractFixture fixture;
    private Optional<ProviderUnderTest> opened = Optional.empty();

    /** Whether nodes reach the bucket by {@code rclone} rather than as a directory. */
    protected boolean byRclone() {
        return false;
    }

    /** A provider over an empty state. */
    protected abstract ProviderUnderTest open() throws Exception;

    @BeforeEach
    final void openProvider() throws Exception {
        opened = Optional.of(open());
        fixture = new ContractFixture(opened.get());
        Files.createDirectories(buckets.resolve("ours/deep"));
        Files.writeString(buckets.resolve("ours/deep/precious"), "stays\n");
        // What nodes ask for to see whether the bucket is there; a store has no such directories.
        Files.createDirectories(buckets.resolve("ours/.skyjobs-probe"));
    }

    @AfterEach
    final void closeProvider() {
        opened.ifPresent(ProviderUnderTest::close);
    }

    private NodeChannel started(ClusterSpec spec, String mode, String bucket, String run)
            throws Exception {
        var how = new Bucketed(mode, bucket, run, byRclone());
        var request = fixture.under.bucketed(spec.epoch(), buckets, how);
        assumeThat(request).isPresent();
        fixture.up(spec);
        var head = fixture.head(spec);
        head.start(request.get());
        return head;
    }

    @ParameterizedTest
    @ValueSource(strings = {"MOUNT", "MOUNT_CACHED"})
    void whatARunWritesIntoAMountIsInTheBucketHoweverItEnds(String mode) throws Exception {
        var spec = fixture.spec("mount-1-0-1", 1, 1);
        var script = "cat ~/bucket/deep/precious\nset -e\necho written > ~/bucket/new\nexit 5\n";
        var head = started(spec, mode, "ours", script);

        var view = fixture.untilPhase(head, 1, Phase.ENDED);

        assertThat(view.end()).contains(End.EXITED);
        assertThat(view.runExit()).hasValue(5);
        assertThat(view.word()).isEmpty();
        assertThat(fixture.log(head, 1, LogPhase.RUN)).startsWith("stays\n");
        assertThat(fixture.log(head, 1, LogPhase.SETUP))
                .isEqualTo("Mounted file://ours -> ~/bucket (" + mode + ")\n");
        fixture.untilGone(spec.name());
        assertThat(buckets.resolve("ours/new")).hasContent("written");
        assertThat(buckets.resolve("ours/deep/precious")).hasContent("stays");
    }

    @Test
    void aCopyIsTheNodesOwn() throws Exception {
        var spec = fixture.spec("copy-1-0-1", 1, 1);
        var script = "cat ~/bucket/deep/precious\necho spoiled > ~/bucket/deep/precious\n";
        var head = started(spec, "COPY", "ours", script);

        assertThat(fixture.untilPhase(head, 1, Phase.ENDED).succeeded()).isTrue();

        assertThat(fixture.log(head, 1, LogPhase.RUN)).isEqualTo("stays\n");
        fixture.untilGone(spec.name());
        assertThat(buckets.resolve("ours/deep/precious")).hasContent("stays");
    }

    @ParameterizedTest
    @ValueSource(strings = {"COPY", "MOUNT", "MOUNT_CACHED"})
    void aBucketThatIsMissingIsToldInOneSentence(String mode) throws Exception {
        var spec = fixture.spec("none-1-0-1", 1, 1);
        var head = started(spec, mode, "missing", "echo ran\n");

        var view = fixture.untilPhase(head, 1, Phase.ENDED);

        assertThat(view.end()).contains(End.STORAGE_REFUSED);
        assertThat(view.succeeded()).isFalse();
        assertThat(view.runExit()).isEmpty();
        assertThat(view.word().orElseThrow())
                .startsWith("file://missing could not be ")
                .endsWith("there is no such bucket; make it, or correct its name.");
        assertThat(fixture.log(head, 1, LogPhase.RUN)).isEmpty();
    }

    /** A channel that is opened anew does as well, since whoever started the run may be gone. */
    @Test
    void credentialsAreReplacedWhileARunIsThereAndNotAfterIt() throws Exception {
        var spec = fixture.spec("renew-1-0-1", 1, 1);
        var script =
                """
                echo '# first' >>"$SKYJOBS_RUN/rclone.conf"
                chmod 644 "$SKYJOBS_RUN/rclone.conf"
                echo "$SKYJOBS_RUN"
                until grep -qx '# second' "$SKYJOBS_RUN/rclone.conf"; do sleep 0.05; done
                stat -c %a "$SKYJOBS_RUN/rclone.conf"
                until [ -e "$HOME/bucket/go" ]; do sleep 0.05; done
                [ ! -e "$SKYJOBS_RUN/lent-store1.json" ] || echo more
                """;
        var head = started(spec, "MOUNT", "ours", script);
        fixture.untilPrinted(head, 1, "/.sky/runs/1\n");
        var run = Path.of(fixture.log(head, 1, LogPhase.RUN).strip());
        var given = Files.readString(run.resolve("rclone.conf")).replace("# first\n", "");

        fixture.head(spec).renew(1, Map.of("rclone.conf", given + "# second\n"));
        fixture.untilPrinted(head, 1, "/.sky/runs/1\n600\n");
        // Of a set of which the run has not all, it wants nothing.
        fixture.head(spec).renew(1, Map.of("rclone.conf", "third", "lent-store1.json", "{}"));
        assertThat(run.resolve("rclone.conf")).hasContent(given + "# second\n");
        Files.createFile(buckets.resolve("ours/go"));
        assertThat(fixture.untilPhase(head, 1, Phase.ENDED).succeeded()).isTrue();
        assertThat(fixture.log(head, 1, LogPhase.RUN)).isEqualTo(run + "\n600\n");

        fixture.head(spec).renew(1, Map.of("rclone.conf", "fourth"));
        assertThat(run.resolve("rclone.conf")).doesNotExist();
        assertThat(run)
                .isDirectoryNotContaining(it -> it.getFileName().toString().contains("lent"));
    }

    @Test
    void aRunThatIsNotThereIsGivenNoCredentials() throws Exception {
        var spec = fixture.spec("renew-1-0-1", 1, 1);
        var head = started(spec, "MOUNT", "ours", "echo \"$SKYJOBS_RUN\"\n");
        fixture.untilPhase(head, 1, Phase.ENDED);
        var runs = Path.of(fixture.log(head, 1, LogPhase.RUN).strip()).getParent();

        head.renew(7, Map.of("rclone.conf", "some"));

        assertThat(head.look(7).phase()).isEqualTo(Phase.NONE);
        assertThat(runs).isDirectoryNotContaining(it -> it.getFileName().toString().contains("7"));
    }

    /**
     * Nothing of a bucket may be deleted with a node, even when all that watched over it was killed
     * and the run has mounted the bucket in more places by itself, where it may.
     */
    @Test
    void theEndOfANodeLeavesEveryObjectWhereItIs() throws Exception {
        var spec = fixture.spec("kill-1-0-1", 1, 1);
        var script =
                """
                mkdir -p ~/bound ~/.sky/bound
                mount --bind ~/bucket/ ~/bound 2>/dev/null
                mount --bind ~/bucket/deep ~/.sky/bound 2>/dev/null
                chmod 500 ~/.sky
                echo ready
                exec sleep 1000
                """;
        var head = started(spec, "MOUNT", "ours", script);
        fixture.untilPrinted(head, 1, "ready\n");
        assumeThat(fixture.under.killRunner(spec.name(), 0, 1)).isTrue();

        fixture.untilGone(spec.name());

        assertThat(buckets.resolve("ours/deep/precious")).hasContent("stays");
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain(spec.name().value());
    }
}
