package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Users bring their files: to the first run, to every recovery, and through the end of a server.
 */
class FilesStoryTest {
    private static final String TWO_NODES =
            """
            name: files
            workdir: $HERE/src
            num_nodes: 2
            file_mounts:
              ~/one.txt: $HERE/src/a.txt
            setup: ./sub/run.sh setup
            run: |
              cat a.txt ~/one.txt >$HERE/seen.$SKYPILOT_NODE_RANK
            """;

    @TempDir Path directory;

    private void source() throws IOException {
        Path sub = Files.createDirectories(directory.resolve("src/sub"));
        Files.writeString(directory.resolve("src/a.txt"), "hello\n");
        Path script = Files.writeString(sub.resolve("run.sh"), "#!/bin/sh\necho $1\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private List<Path> laidOut() {
        try (Stream<Path> trees = Files.list(directory.resolve(".sky/blobs/laid-out"))) {
            return trees.toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    @Test
    void everyNodeHasTheFilesBeforeItsSetup() throws IOException {
        source();
        try (World world = World.given(Clouds.thisMachine(), directory)) {
            Job job = world.launch(TWO_NODES).until("SUCCEEDED");

            for (int rank = 0; rank < 2; rank++) {
                assertThat(directory.resolve("seen." + rank)).hasContent("hello\nhello\n");
            }
            assertThat(world.says("jobs", "logs", "--controller", job.id()))
                    .contains("Files placed: 3 files, 30 bytes on each of 2 nodes in");
            world.thenNothingIsLeft();
        }
    }

    @Test
    void theFilesOutliveTheServerAndTheirOriginals() throws IOException {
        source();
        try (World world = World.givenProcess(Clouds.thisMachine(), directory)) {
            Job job =
                    world.launch(
                            """
                            name: chain
                            ---
                            name: first
                            run: |
                              touch $HERE/begun
                              until [ -e $HERE/go ]; do sleep 0.1; done
                            ---
                            name: second
                            workdir: $HERE/src
                            run: cat a.txt >$HERE/seen
                            """);
            world.awaitFile("begun");
            Files.writeString(directory.resolve("src/a.txt"), "changed after the submit\n");
            world.serverIsReplaced();
            world.file("go", "");

            job.until("SUCCEEDED");

            assertThat(directory.resolve("seen")).hasContent("hello");
        }
    }

    @Test
    void aCancelWhileFilesAreCopiedEndsAndLeavesNothing() throws IOException {
        source();
        Files.write(directory.resolve("src/large"), new byte[64 * 1024 * 1024]);
        try (World world = World.given(Clouds.thisMachine(), directory)) {
            Job job = world.launch(TWO_NODES.replace("num_nodes: 2", "num_nodes: 8"));
            world.says("jobs", "cancel", "-y", job.id());
            job.until("CANCELLED");
            world.thenNothingIsLeft();
        }
    }

    @Test
    void filesAtAnAbsolutePathAreSeenByTheJobAlone() throws Exception {
        var mounts = "unshare --mount true || unshare --user --map-root-user --mount true";
        assumeThat(new ProcessBuilder("sh", "-c", mounts).start().waitFor())
                .as("this machine allows mounts of one's own")
                .isZero();
        source();
        Path top = Path.of("/sky-story-" + directory.getFileName());
        try (World world = World.given(Clouds.thisMachine(), directory)) {
            Job job =
                    world.launch(
                            """
                            name: sees
                            file_mounts:
                              TOP/set: $HERE/src
                            setup: ls TOP/set >TOP/made
                            run: cat TOP/made TOP/set/a.txt >$HERE/seen
                            """
                                    .replace("TOP", top.toString()));
            job.until("SUCCEEDED");
            assertThat(directory.resolve("seen")).hasContent("a.txt\nsub\nhello\n");
            assertThat(top).doesNotExist();
            world.thenNothingIsLeft();
        }
    }

    @Test
    void whenTheJobIsOverItsFilesAreTakenAway() throws IOException {
        source();
        try (World world = World.given(Clouds.thisMachine(), directory)) {
            world.launch(TWO_NODES).until("SUCCEEDED");
            Patience.await(
                    () -> "no tree laid out, but there is " + laidOut(),
                    () -> Optional.of(laidOut()).filter(List::isEmpty));
        }
    }
}
