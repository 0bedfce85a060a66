package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.Bundles;
import io.skyjobs.core.controller.ControllerSettings;
import io.skyjobs.core.controller.TaskFiles;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.Resources;
import io.skyjobs.testkit.FakeCloud;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Limits that are tight, so that a life meets them, and what nodes are given. */
final class LifeSettings {
    private LifeSettings() {}

    static ControllerSettings with(Duration unreachableLimit) {
        return new ControllerSettings(
                4,
                6,
                8,
                Duration.ofMinutes(20),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(300),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                unreachableLimit,
                Duration.ofMinutes(15));
    }

    /** Files that need not exist: the fake cloud only notes that it was given them. */
    static TaskFiles files() {
        return (job, task) -> {
            List<FileTree> trees =
                    job.tasks().get(task).localFiles().stream()
                            .map(it -> new FileTree(it.target(), Path.of(it.source()), 3, 4000))
                            .toList();
            return new TaskFiles.Held() {
                @Override
                public List<FileTree> trees() {
                    return trees;
                }

                @Override
                public void close() {}
            };
        };
    }

    static Bundles bundles() {
        return (part, rank, secrets) -> {
            Map<String, String> files = new HashMap<>();
            TaskSpec task = part.spec().tasks().get(part.task());
            int attempt = part.attempt().number();
            task.setup().ifPresent(it -> files.put("setup.sh", it));
            task.run().ifPresent(it -> files.put("run.sh", DrawnJob.inAttempt(it, attempt)));
            return files;
        };
    }

    /** A cluster of ours that nobody knows, and one of another installation. */
    static void plant(FakeCloud cloud, String installation) {
        for (String owner : List.of(installation, "other0")) {
            cloud.plant(
                    new ClusterSpec(
                            new ClusterName("planted-999-0-1-" + owner),
                            owner,
                            1,
                            1,
                            cloud.offers().getFirst(),
                            Resources.ANY));
        }
    }
}
