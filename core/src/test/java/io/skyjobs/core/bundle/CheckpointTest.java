package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.bundle.NodeMount.Mode;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code sky-checkpoint} with a bucket that is a directory. */
class CheckpointTest {
    private static final String SHELLS = "io.skyjobs.core.bundle.Shells#available";

    /** Programs that {@code sky-checkpoint} calls; each call is a moment to be killed at. */
    private static final List<String> PROGRAMS =
            List.of(
                    ("cat cmp cp cut date find grep head ls mkdir mv od rm rmdir sed sha256sum sort"
                                    + " stat sync tail tr")
                            .split(" ", -1));

    private static final int STALE = 3;
    private static final int NONE = 4;

    @TempDir Path folder;

    private Path run;
    private Path state;

    @BeforeEach
    void makeRun() throws IOException {
        run = Files.createDirectories(folder.resolve("home/.sky/runs/1"));
        Files.createDirectories(folder.resolve("buckets/b"));
        state = Files.createDirectories(folder.resolve("state"));
        mount(mount("~/ckpt", "file://b/train"));
    }

    private NodeMount mount(String destination, String address) {
        return new NodeMount(
                destination,
                StoreUri.parse(address).orElseThrow(),
                NodeAccess.inDirectory(Map.of(), folder.resolve("buckets").toString()),
                Mode.MOUNT_CACHED,
                Optional.empty(),
                Map.of(),
                TreeDetails.NONE);
    }

    private void mount(NodeMount... mounts) throws IOException {
        var files = SampleTask.running("true").files(List.of(mounts));
        for (var name : List.of(RunRequest.MOUNTS, RunRequest.CHECKPOINT)) {
            Files.writeString(run.resolve(name), files.get(name));
        }
    }

    private record Said(int code, String text) {}

    /** An attempt of the task on a node, with the programs that it is given. */
    private record Attempt(CheckpointTest test, int number, List<String> shell, String path) {
        Said call(String... words) throws IOException, InterruptedException {
            var command = new ArrayList<>(shell);
            command.add(test.run.resolve(RunRequest.CHECKPOINT).toString());
            command.addAll(List.of(words));
            var builder =
                    new ProcessBuilder(command)
                            .directory(test.folder.toFile())
                            .redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().put("HOME", test.folder.resolve("home").toString());
            builder.environment().put("PATH", path);
            builder.environment().put("SKYJOBS_RUN", test.run.toString());
            builder.environment().put("SKYJOBS_ATTEMPT", Integer.toString(number));
            builder.environment().put("SKYPILOT_TASK_ID", "sky-managed-x_8-1");
            builder.environment().put("KILLS", test.folder.toString());
            var process = builder.start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Said(process.waitFor(), said.strip());
        }

        String works(String... words) throws IOException, InterruptedException {
            var said = call(words);
            assertThat(said.code()).as(said.text()).isZero();
            return said.text();
        }
    }

    private Attempt attempt(int number) {
        return new Attempt(this, number, List.of("/bin/sh"), "/usr/bin:/bin");
    }

    private Attempt attempt(int number, Shells shell) {
        return switch (shell) {
            case SYSTEM -> attempt(number);
            case BASH ->
                    new Attempt(this, number, List.of("/bin/bash", "--posix"), "/usr/bin:/bin");
            case BUSYBOX -> {
                var busybox = Shells.program("busybox").orElseThrow().toString();
                yield new Attempt(this, number, List.of(busybox, "sh"), "/usr/bin:/bin");
            }
        };
    }

    private void step(int number) throws IOException {
        Files.writeString(state.resolve("step"), "step " + number);
        Files.createDirectories(state.resolve("model parts"));
        Files.writeString(state.resolve("model parts/a 1"), "weights " + number * 7);
    }

    private String restoredStep(Attempt attempt) throws IOException, InterruptedException {
        attempt.works("restore", "restored", "--replace");
        var step = Files.readString(folder.resolve("restored/step"));
        var number = Integer.parseInt(step.substring("step ".length()));
        assertThat(folder.resolve("restored/model parts/a 1")).hasContent("weights " + number * 7);
        return step;
    }

    private Path kept(String name) {
        return folder.resolve("buckets/b/train/.checkpoints").resolve(name);
    }

    private static List<String> list(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void theNewestIsRestored(Shells shell) throws Exception {
        var first = attempt(1, shell);
        assertThat(first.call("restore", "restored").code()).isEqualTo(NONE);
        assertThat(first.call("latest").code()).isEqualTo(NONE);
        step(1);
        first.works("publish", "state", "--step", "1");
        step(2);
        var name = first.works("publish", "state", "--step", "2");

        var second = attempt(2, shell);
        assertThat(second.works("latest")).isEqualTo(name).startsWith("00000002-e1-");
        assertThat(restoredStep(second)).isEqualTo("step 2");
        assertThat(second.works("list", "--json"))
                .contains("\"name\": \"" + name + "\", \"epoch\": 1, \"step\": 2, \"files\": 2,");
        step(3);
        second.works("publish", "state", "--keep", "2");
        assertThat(second.works("list").lines().skip(1).map(line -> line.substring(0, 11)))
                .containsExactly("00000002-e1", "00000003-e2");
        second.works("prune", "1");
        assertThat(restoredStep(second)).isEqualTo("step 3");
        assertThat(list(kept("commits"))).hasSize(1);
        assertThat(list(run)).containsExactly(RunRequest.CHECKPOINT, RunRequest.MOUNTS);
        assertThat(list(folder)).containsExactly("buckets", "home", "restored", "state");
    }

    /** P-33. */
    @Test
    void anAttemptThatIsOverIsRefused() throws Exception {
        step(1);
        attempt(1).works("publish", "state");
        assertThat(restoredStep(attempt(2))).isEqualTo("step 1");
        step(2);

        for (var words :
                List.of(
                        List.of("publish", "state"),
                        List.of("prune", "1"),
                        List.of("latest"),
                        List.of("restore", "restored", "--replace"))) {
            var said = attempt(1).call(words.toArray(String[]::new));
            assertThat(said.code()).isEqualTo(STALE);
            assertThat(said.text())
                    .isEqualTo(
                            "sky-checkpoint: attempt 1 of this task is over: attempt 2 has begun,"
                                    + " and only it may go on.");
        }
        assertThat(restoredStep(attempt(2))).isEqualTo("step 1");
    }

    /** P-33: the worst moment is after the last look at the fence. */
    @Test
    void aCommitAfterTheFenceNeverCounts() throws Exception {
        step(1);
        attempt(1).works("publish", "state");
        step(2);
        var late = attempt(1).works("publish", "state");
        var marker = Files.readString(kept("commits/" + late));
        Files.delete(kept("commits/" + late));
        assertThat(restoredStep(attempt(2))).isEqualTo("step 1");

        Files.writeString(kept("commits/" + late), marker);

        assertThat(restoredStep(attempt(2))).isEqualTo("step 1");
        assertThat(restoredStep(attempt(3))).isEqualTo("step 1");
        step(3);
        attempt(3).works("publish", "state");
        assertThat(restoredStep(attempt(4))).isEqualTo("step 3");
        attempt(4).works("prune", "5");
        assertThat(list(kept("commits"))).hasSize(2).doesNotContain(late);
        assertThat(kept(late)).doesNotExist();
    }

    enum Victim {
        PUBLISH,
        PRUNE,
        RESTORE
    }

    /** Programs that first count, and kill who calls them at the call whose number is in a file. */
    private String deadly() throws IOException {
        var programs = Files.createDirectory(folder.resolve("programs"));
        for (var name : PROGRAMS) {
            var real = Shells.program(name).orElseThrow();
            var text =
                    """
                    #!/bin/sh
                    call=1
                    until (set -C && : >"$KILLS/calls/$call") 2>/dev/null; do
                        call=$((call + 1))
                    done
                    read -r last <"$KILLS/last"
                    if [ "$call" -ge "$last" ]; then
                        read -r victim <"$KILLS/victim"
                        kill -9 "$PPID" "$victim"
                        exit 1
                    fi
                    exec %s "$@"
                    """
                            .formatted(real);
            var program = Files.writeString(programs.resolve(name), text);
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        return programs.toString();
    }

    private void forgetCalls() throws IOException {
        var calls = Files.createDirectories(folder.resolve("calls"));
        for (var name : list(calls)) {
            Files.delete(calls.resolve(name));
        }
    }

    /** P-31: each program that is called is a moment at which the machine may go. */
    @ParameterizedTest
    @EnumSource(Victim.class)
    void killedAtAnyMomentTheNextAttemptSeesAWholeOne(Victim victim) throws Exception {
        var doomed =
                new Attempt(
                        this,
                        1,
                        // The shell tells who is to be killed, also by a part of a pipe.
                        List.of(
                                "/bin/sh",
                                "-c",
                                "echo $$ >\"$KILLS/victim\"; exec /bin/sh \"$0\" \"$@\""),
                        deadly());
        var number = 1;
        var kills = 0;
        step(number);
        attempt(number).works("publish", "state");
        for (var call = 1; ; call += victim == Victim.PUBLISH ? 1 : 3) {
            step(number + 1);
            Files.writeString(folder.resolve("last"), call + "\n");
            forgetCalls();
            var during = new Attempt(this, number, doomed.shell(), doomed.path());
            var code =
                    during.call(
                                    switch (victim) {
                                        case PUBLISH -> new String[] {"publish", "state"};
                                        case PRUNE -> new String[] {"prune", "1"};
                                        case RESTORE ->
                                                new String[] {"restore", "lost", "--replace"};
                                    })
                            .code();
            var whole = restoredStep(attempt(number + 1));
            if (victim == Victim.PUBLISH) {
                assertThat(whole).isIn("step " + number, "step " + (number + 1));
            } else {
                assertThat(whole).isEqualTo("step " + number);
            }
            if (code == 0) {
                assertThat(kills).isGreaterThan(5);
                break;
            }
            kills++;
            number++;
            step(number);
            attempt(number).works("publish", "state", "--keep", "2");
        }
    }

    @Test
    void whatIsDamagedIsNotRestored() throws Exception {
        step(1);
        attempt(1).works("publish", "state");
        step(2);
        var name = attempt(1).works("publish", "state");
        Files.writeString(kept(name).resolve("step"), "step 9");

        var said = attempt(2).call("restore", "restored");

        assertThat(said.code()).isZero();
        assertThat(said.text()).contains(name + " is damaged; the one before it is tried.");
        assertThat(folder.resolve("restored/step")).hasContent("step 1");
    }

    @Test
    void troubleOfTheBucketIsToldWithItsReason() throws Exception {
        step(1);
        Files.writeString(folder.resolve("buckets/b/train"), "a file where a directory should be");

        var said = attempt(1).call("publish", "state");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text())
                .startsWith("sky-checkpoint: the bucket did not do its part (put_file ")
                .contains("mkdir")
                .hasLineCount(1);
    }

    @Test
    void severalBucketsAreToldApart() throws Exception {
        step(1);
        mount(mount("~/ckpt", "file://b/train"), mount("~/ckpt/inner", "file://b/inner"));

        assertThat(attempt(1).call("publish", "state").text())
                .contains("this task has 2 mounted buckets; say which one with --to PATH.");
        attempt(1).works("publish", "state", "--to", "~/ckpt/inner/of node");
        assertThat(folder.resolve("buckets/b/inner/of node/.checkpoints/commits")).exists();
        assertThat(attempt(1).call("latest", "--to", "~/ckpt").code()).isEqualTo(NONE);
        assertThat(attempt(1).call("latest", "--to", "/else").text())
                .contains("/else is in no mounted bucket of this task.");
    }

    @Test
    void wrongUseIsToldInOneSentence() throws Exception {
        step(1);
        for (var wrong :
                Map.of(
                                "publish nothing", "nothing is no directory.",
                                "publish state --step x", "--step wants a number, not 'x'.",
                                "publish", "publish wants a directory.",
                                "publish state --keep 0", "at least one checkpoint is kept.",
                                "prune", "prune wants a number, not ''.",
                                "list --fast", "list does not know --fast.",
                                "restore a b", "restore takes one argument, not also 'b'.")
                        .entrySet()) {
            var said = attempt(1).call(wrong.getKey().split(" ", -1));
            assertThat(said.code()).as(wrong.getKey()).isEqualTo(2);
            assertThat(said.text()).startsWith("sky-checkpoint: ").endsWith(wrong.getValue());
        }
        attempt(1).works("publish", "state");
        assertThat(attempt(1).call("restore", "state").text())
                .contains("state is not empty; --replace puts the checkpoint in its place.");
        assertThat(attempt(1).call("help").text()).startsWith("Usage: sky-checkpoint publish DIR");
    }

    @Test
    void scriptsFindItOnTheirPath() throws Exception {
        var home = folder.resolve("home");
        var task =
                SampleTask.running("mkdir s; echo 1 > s/a; sky-checkpoint publish s --step 4")
                        .withEnvs(Map.of("PATH", "/usr/bin:/bin"));
        try (var node =
                new NodeDirectory(home, "/usr/bin")
                        .write(task.files(List.of(mount("~/ckpt", "file://b/train"))))) {
            node.call("start").waitFor();

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.exit")).as(node.read("run.log")).isEqualTo("0");
            assertThat(node.read("run.log")).startsWith("00000001-e1-");
            assertThat(list(kept("commits"))).containsExactly(node.read("run.log"));
        }
    }
}
