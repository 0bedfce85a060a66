package io.skyjobs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunView.Phase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What every provider whose nodes run real programs must do with files. */
public abstract class NodeFilesContract {
    private static final Instant OLD = Instant.parse("2020-02-03T04:05:06Z");

    /** Kind, mode, second of change, name and link of everything below the current directory. */
    private static final String LISTING = "find . -exec stat -c '%F|%a|%Y|%N' {} + | LC_ALL=C sort";

    @TempDir Path files;
    private ContractFixture fixture;
    private Optional<ProviderUnderTest> opened = Optional.empty();

    /** A provider over an empty state. */
    protected abstract ProviderUnderTest open() throws Exception;

    @BeforeEach
    final void openProvider() throws Exception {
        opened = Optional.of(open());
        fixture = new ContractFixture(opened.get());
        assumeThat(fixture.under.scripts().shell("true")).isPresent();
    }

    @AfterEach
    final void closeProvider() {
        opened.ifPresent(ProviderUnderTest::close);
    }

    private NodeChannel node(String name) throws Exception {
        ClusterSpec spec = fixture.spec(name + "-1-0-1", 1, 1);
        fixture.up(spec);
        return fixture.head(spec);
    }

    private static FileTree tree(String destination, Path source) throws IOException {
        long[] sums = {0, 0};
        try (var all = Files.walk(source)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                sums[0]++;
                sums[1] += Files.size(file);
            }
        }
        return new FileTree(destination, source, sums[0], sums[1]);
    }

    /** What a script says on the node, in a run of its own. */
    private String says(NodeChannel node, long epoch, String script) throws Exception {
        node.start(
                fixture.under.request(
                        epoch, Optional.empty(), fixture.under.scripts().shell(script), false));
        fixture.untilPhase(node, epoch, Phase.ENDED);
        return fixture.log(node, epoch, LogPhase.RUN);
    }

    private static String saysHere(Path directory, String script) throws Exception {
        Process process =
                new ProcessBuilder("bash", "-c", script)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private Path filled() throws IOException {
        Path source = Files.createDirectories(files.resolve("source"));
        Files.createDirectories(source.resolve("sub/empty"));
        Files.writeString(source.resolve("a"), "first\n");
        Files.writeString(source.resolve("sub/run.sh"), "#!/bin/sh\n");
        Files.writeString(source.resolve("-dash it's"), "");
        Files.writeString(source.resolve("\u00fc\nline"), "odd");
        Files.createSymbolicLink(source.resolve("link"), Path.of("sub/run.sh"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("no where"));
        Files.setPosixFilePermissions(
                source.resolve("sub/run.sh"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setPosixFilePermissions(
                source.resolve("a"), PosixFilePermissions.fromString("r--r-----"));
        for (String name : new String[] {"a", "sub/run.sh", "sub/empty", "sub", ""}) {
            Files.setLastModifiedTime(source.resolve(name), FileTime.from(OLD));
        }
        return source;
    }

    @Test
    void aTreeArrivesAsItIs() throws Exception {
        Path source = filled();
        NodeChannel node = node("arrive");

        node.place(tree("~/data/set", source));

        // Times of links are not kept everywhere.
        String listing = LISTING + " | sed 's/^symbolic link|[0-9]*|[0-9]*/link/'";
        assertThat(says(node, 1, "cd ~/data/set && " + listing))
                .isEqualTo(saysHere(source, listing));
        assertThat(says(node, 2, "cat ~/data/set/a ~/data/set/link"))
                .isEqualTo("first\n#!/bin/sh\n");
    }

    @Test
    void aSingleFileArrives() throws Exception {
        Path file = Files.writeString(files.resolve("one"), "1\n");
        NodeChannel node = node("single");

        node.place(tree("~/deep/er/two", file));

        assertThat(says(node, 1, "cat ~/deep/er/two; ls ~/deep/er")).isEqualTo("1\ntwo\n");
    }

    @Test
    void theWorkdirIsWhereTheRunBegins() throws Exception {
        Path source = filled();
        NodeChannel node = node("workdir");

        node.place(tree("~/sky_workdir", source));
        node.place(tree("~/sky_workdir/more", source.resolve("sub")));

        assertThat(says(node, 1, "cat a more/run.sh")).isEqualTo("first\n#!/bin/sh\n");
    }

    @Test
    void placingAgainMendsWhatWasChangedAndLeavesTheRest() throws Exception {
        Path source = filled();
        NodeChannel node = node("again");
        node.place(tree("~/d", source));
        says(node, 1, "cd ~/d; chmod u+w a; echo changed >a; echo own >own; rm link");

        node.place(tree("~/d", source));
        node.place(tree("~/d", source));

        assertThat(says(node, 2, "cd ~/d; cat a own link")).isEqualTo("first\nown\n#!/bin/sh\n");
        assertThat(source.resolve("a")).as("what a run writes is its own").hasContent("first");
    }

    @Test
    void aRunNeverWritesIntoTheSource() throws Exception {
        Path source = filled();
        NodeChannel node = node("own");
        node.place(tree("~/d", source));

        says(node, 1, "cd ~/d; printf more >>sub/run.sh; printf x >>$'\\u00fc\\nline'");

        assertThat(source.resolve("sub/run.sh")).hasContent("#!/bin/sh\n");
        assertThat(source.resolve("\u00fc\nline")).hasContent("odd");
    }

    @Test
    void aChangedSourceReplacesWhatWasThere() throws Exception {
        Path source = filled();
        NodeChannel node = node("change");
        node.place(tree("~/d", source));
        Files.delete(source.resolve("-dash it's"));
        Files.createDirectory(source.resolve("-dash it's"));
        Files.writeString(source.resolve("-dash it's/in"), "in\n");
        Files.delete(source.resolve("link"));
        Files.writeString(source.resolve("link"), "no link\n");

        node.place(tree("~/d", source));

        assertThat(says(node, 1, "cd ~/d; cat './-dash it'\\''s/in' link sub/run.sh"))
                .isEqualTo("in\nno link\n#!/bin/sh\n");
    }

    @Test
    void noLinkAtTheDestinationIsFollowed() throws Exception {
        Path outside = Files.createDirectory(files.resolve("outside"));
        Path source = Files.createDirectory(files.resolve("leading"));
        Files.createSymbolicLink(source.resolve("out"), outside);
        Path file = Files.writeString(files.resolve("file"), "x");
        NodeChannel node = node("links");
        node.place(tree("~/w", source));

        assertThatThrownBy(() -> node.place(tree("~/w/out/file", file)))
                .isInstanceOfSatisfying(
                        ChannelException.class, no -> assertThat(no.needsUser()).isTrue());
        node.place(tree("~/w/out", file));

        assertThat(outside).isEmptyDirectory();
        assertThat(says(node, 1, "cat ~/w/out")).isEqualTo("x");
    }

    @Test
    void nothingIsPlacedOutsideOfANode() throws Exception {
        Path file = Files.writeString(files.resolve("file"), "x");
        Path target = files.resolve("absolute");
        NodeChannel node = node("shared");

        List<String> refused = new ArrayList<>(List.of("~/../../up", "/a/../b", "/"));
        if (!fixture.provider().capabilities().privateFiles()) {
            refused.add(target.toString());
        }
        for (String destination : refused) {
            assertThatThrownBy(() -> node.place(tree(destination, file)))
                    .as(destination)
                    .isInstanceOfSatisfying(
                            ChannelException.class, no -> assertThat(no.needsUser()).isTrue());
        }
        assertThat(target).doesNotExist();
    }

    private void assumeOwnView() throws Exception {
        // Who knows it only from its machines has asked them then.
        fixture.provider().offers();
        assumeThat(fixture.provider().capabilities().privateFiles())
                .as("this machine allows mounts of one's own")
                .isTrue();
    }

    /** A path whose first directory no machine has. */
    private static String nowhere() {
        return "/sky-test-" + UUID.randomUUID();
    }

    @Test
    void filesAtAbsolutePathsAreSeenByAllScriptsOfTheNode() throws Exception {
        assumeOwnView();
        Path source = filled();
        String top = nowhere();
        NodeChannel node = node("absolute");

        node.place(tree(top + "/deep/set", source));
        node.place(tree(top + "/deep/set", source));
        node.place(tree(top + "/deep/set/sub/more", source.resolve("sub")));
        node.start(
                fixture.under.request(
                        1,
                        Optional.of("cat " + top + "/deep/set/a; echo 1 >" + top + "/by-setup"),
                        Optional.of(
                                "cd "
                                        + top
                                        + "; ls deep; cat by-setup deep/set/link; "
                                        + "echo more >>deep/set/sub/run.sh"),
                        false));
        fixture.untilPhase(node, 1, Phase.ENDED);

        assertThat(fixture.log(node, 1, LogPhase.SETUP)).isEqualTo("first\n");
        assertThat(fixture.log(node, 1, LogPhase.RUN)).isEqualTo("set\n1\n#!/bin/sh\n");
        assertThat(says(node, 2, "cat " + top + "/deep/set/sub/{run.sh,more/run.sh}"))
                .as("a later run of the node")
                .isEqualTo("#!/bin/sh\nmore\n#!/bin/sh\n");
        assertThat(source.resolve("sub/run.sh")).hasContent("#!/bin/sh\n");
        assertThat(Path.of(top)).as("nothing is left on the machine").doesNotExist();
    }

    @Test
    void oneFileIsSeenAtThreePaths() throws Exception {
        assumeOwnView();
        Path file = Files.writeString(files.resolve("one"), "1\n");
        Path beside = Files.createDirectory(files.resolve("beside it's a \u00fc"));
        Files.writeString(beside.resolve("other"), "2\n");
        Files.createSymbolicLink(beside.resolve("link"), Path.of("other"));
        String top = nowhere();
        NodeChannel node = node("three");

        node.place(tree("~/one", file));
        node.place(tree(top, file));
        node.place(tree(beside + "/one 1", file));

        String there = "'" + beside.toString().replace("'", "'\\''") + "'";
        assertThat(says(node, 1, "cat ~/one " + top + "; cd " + there + "; cat 'one 1' other link"))
                .isEqualTo("1\n1\n1\n2\n2\n");
        assertThat(beside.resolve("one 1")).doesNotExist();
    }

    @Test
    void whatAMachineHasThereIsHiddenOnlyFromTheJob() throws Exception {
        assumeOwnView();
        Path source = filled();
        Path taken = Files.createDirectory(files.resolve("taken"));
        Files.writeString(taken.resolve("host"), "host's\n");
        Path single = Files.writeString(files.resolve("single"), "host's\n");
        NodeChannel node = node("over");
        NodeChannel other = node("other");

        node.place(tree(taken.toString(), source.resolve("sub")));
        node.place(tree(single.toString(), source.resolve("a")));

        String look = "cd " + files + "; ls taken; cat single";
        assertThat(says(node, 1, look + "; echo new >taken/new"))
                .isEqualTo("empty\nrun.sh\nfirst\n");
        assertThat(says(other, 1, look)).as("another job").isEqualTo("host\nhost's\n");
        assertThat(taken).isDirectoryNotContaining(it -> it.endsWith("new"));
        assertThat(single).hasContent("host's");
    }

    @Test
    void aRunThatIsShownFilesIsEndedAsEveryOther() throws Exception {
        assumeOwnView();
        Path file = Files.writeString(files.resolve("file"), "x");
        String mark = "31" + Math.floorMod(UUID.randomUUID().getLeastSignificantBits(), 100_000);
        ClusterSpec spec = fixture.spec("ended-1-0-1", 1, 1);
        fixture.up(spec);
        NodeChannel node = fixture.head(spec);
        node.place(tree(nowhere(), file));
        String script = "trap '' TERM; (sleep " + mark + " &); sleep " + mark + " & wait; wait";
        node.start(fixture.under.request(1, Optional.empty(), Optional.of(script), false));
        fixture.untilPhase(node, 1, Phase.RUNNING);

        node.stop(1, Duration.ofSeconds(1));
        fixture.untilPhase(node, 1, Phase.ENDED);
        fixture.untilGone(spec.name());

        assertThat(fixture.under.count(mark).orElse(0)).isZero();
    }

    @Test
    void aMachineWithOtherThingsThereSaysSo() throws Exception {
        assumeOwnView();
        Path source = filled();
        NodeChannel node = node("clash");
        node.place(tree(source.resolve("a") + "", source.resolve("sub")));

        assertThat(says(node, 1, "echo never"))
                .contains(source.resolve("a") + "", "a file there", "Use a path below ~")
                .doesNotContain("never");
    }

    @Test
    void nothingIsPlacedOnANodeThatIsGone() throws Exception {
        Path file = Files.writeString(files.resolve("file"), "x");
        ClusterSpec spec = fixture.spec("gone-1-0-1", 1, 1);
        fixture.up(spec);
        NodeChannel node = fixture.head(spec);
        fixture.untilGone(spec.name());

        assertThatThrownBy(() -> node.place(tree("~/file", file)))
                .isInstanceOfSatisfying(
                        ChannelException.class, no -> assertThat(no.needsUser()).isFalse());
        assertThat(fixture.provider().inspect(List.of(spec.name())).saysGone(spec.name())).isTrue();
    }
}
