package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What scripts see at absolute paths, as whom, and that nobody else sees it. */
class PrivateViewTest {
    private static final String CONFINED = "--pid --fork --kill-child=KILL --mount-proc";

    private final String top = "/sky-test-" + UUID.randomUUID();
    private Optional<Path> made = Optional.empty();

    /** Who runs the scripts, and by which rights they get mounts of their own. */
    enum Rights {
        /** By those that this process has. */
        OWN("", "unshare --mount --propagation slave", ""),
        /** By a user namespace. */
        NAMESPACE(
                "",
                "unshare --user --map-root-user --mount --propagation slave",
                "unshare --user --map-current-user " + CONFINED),
        /** Somebody without any, by a user namespace. */
        NOBODY(
                "setpriv --reuid=65534 --regid=65534 --clear-groups",
                "unshare --user --map-root-user --mount --propagation slave",
                "unshare --user --map-current-user " + CONFINED);

        private final String become;
        private final String view;
        private final String confine;

        Rights(String become, String view, String confine) {
            this.become = become;
            this.view = view;
            this.confine = confine;
        }
    }

    @AfterEach
    void clear() throws IOException {
        if (made.isPresent()) {
            try (var all = Files.walk(made.get())) {
                for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private record Said(int code, String text) {}

    private static Said run(Rights rights, List<String> environment, String... command)
            throws IOException, InterruptedException {
        var words = new ArrayList<String>(List.of("env"));
        words.addAll(environment);
        if (!rights.become.isEmpty()) {
            words.addAll(List.of(rights.become.split(" ", -1)));
        }
        words.addAll(List.of(command));
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), said);
    }

    private Path node(Rights rights, SampleTask task) throws Exception {
        var allowed = run(rights, List.of(), (rights.view + " mount -n --rbind / /mnt").split(" "));
        assumeThat(allowed.code()).as(rights + ": " + allowed.text()).isZero();
        // Not a directory of JUnit's, which only its owner may enter.
        var node = Files.createTempDirectory("sky view ");
        made = Optional.of(node);
        var bundle = Files.createDirectories(node.resolve("home/.sky/runs/1"));
        for (var file : task.files().entrySet()) {
            Files.writeString(bundle.resolve(file.getKey()), file.getValue());
        }
        var place = Files.createDirectories(node.resolve("places/" + top.replace("/", "%2F")));
        Files.writeString(place.resolve("a"), "placed\n");
        Files.writeString(
                node.resolve(
                        "places/"
                                + (top + "/deep er/100%").replace("%", "%25").replace("/", "%2F")),
                "single\n");
        var bucket = Files.createDirectories(node.resolve("mounts/1-1"));
        Files.writeString(bucket.resolve("b"), "bucket\n");
        Files.writeString(
                bundle.resolve("view"), (bucket + "\t/mnt/sky view/b").replace(" ", "%20") + "\n");
        if (!rights.become.isEmpty()) {
            var owner = run(Rights.OWN, List.of(), "chown", "-R", "65534:65534", node.toString());
            assertThat(owner.code()).as(owner.text()).isZero();
        }
        return node;
    }

    @ParameterizedTest
    @EnumSource
    void scriptsSeeWhatWasPlacedAndBrought(Rights rights) throws Exception {
        var task =
                SampleTask.running(
                                "cat TOP/a 'TOP/deep er/100%' '/mnt/sky view/b/b' TOP/new; id -u;"
                                        + " stat -c %u TOP/a; test -e /proc/$$/stat && ls -d /etc;"
                                        + " echo ${SKYJOBS_VIEW-unset}; exit 3")
                        .withSetup("echo by setup >TOP/new; echo here >'/mnt/sky view/b/written'");
        var node =
                node(
                        rights,
                        SampleTask.running(task.run().replace("TOP", top))
                                .withSetup(task.setup().replace("TOP", top)));
        var bundle = node.resolve("home/.sky/runs/1");

        var environment =
                List.of(
                        "HOME=" + node.resolve("home"),
                        "SKYJOBS_NODE=" + node,
                        "SKYJOBS_VIEW=" + rights.view,
                        "SKYJOBS_CONFINE=" + rights.confine);
        var agent = bundle.resolve("agent.sh").toString();
        var ran = run(rights, environment, "sh", agent, "run", bundle.toString());

        assertThat(ran.code()).as(ran.text()).isZero();
        assertThat(bundle.resolve("setup.log")).isEmptyFile();
        var user = rights == Rights.NOBODY ? "65534" : "0";
        assertThat(bundle.resolve("run.log"))
                .hasContent(
                        "placed\nsingle\nbucket\nby setup\n"
                                + user
                                + "\n"
                                + user
                                + "\n/etc\nunset");
        assertThat(bundle.resolve("run.exit")).hasContent("3");
        assertThat(node.resolve("mounts/1-1/written")).hasContent("here");
        assertThat(Path.of(top)).doesNotExist();
        assertThat(Path.of("/mnt/sky view")).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(top);
    }

    @ParameterizedTest
    @EnumSource
    void aPathThatCannotBeShownIsToldInOneSentence(Rights rights) throws Exception {
        var node = node(rights, SampleTask.running("echo never"));
        var bundle = node.resolve("home/.sky/runs/1");
        Files.writeString(bundle.resolve("view"), "/nowhere\t" + top + "/x\n");

        var environment = List.of("SKYJOBS_NODE=" + node, "SKYJOBS_VIEW=" + rights.view);
        var agent = bundle.resolve("agent.sh").toString();
        var ran = run(rights, environment, "sh", agent, "script", bundle.toString(), "run");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.text())
                .isEqualTo(
                        "Files cannot be shown at "
                                + top
                                + "/x: /nowhere is not there. Use a path below ~ instead.\n");
    }
}
