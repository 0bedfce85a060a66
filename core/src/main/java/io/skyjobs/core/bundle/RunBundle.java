package io.skyjobs.core.bundle;

import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.RunRequest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the files that a node with a POSIX shell needs to run its part of a task; the same
 * arguments always give the same files. Safe for use from many threads.
 */
public final class RunBundle {
    /** What both programs begin with. */
    private static final String COMMON = "common.sh";

    private final String agent;
    private final String view;
    private final String storage;
    private final String checkpoint;

    /** Reads the node's programs out of this one. */
    public RunBundle() {
        this.agent = program(COMMON, RunRequest.AGENT);
        this.view = program(RunRequest.VIEW);
        this.storage =
                program(
                        COMMON,
                        "storage-bring.sh",
                        "storage-mount.sh",
                        "storage-flush.sh",
                        RunRequest.STORAGE);
        this.checkpoint = program("checkpoint-store.sh", RunRequest.CHECKPOINT);
    }

    private static String program(String... parts) {
        var text = new StringBuilder("#!/bin/sh\n");
        for (var part : parts) {
            try (var program = RunBundle.class.getResourceAsStream(part)) {
                if (program == null) {
                    throw new IllegalStateException("this program was built without its " + part);
                }
                text.append(new String(program.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return text.toString();
    }

    /**
     * The files for one node, by name, as {@link RunRequest#files} wants them.
     *
     * @throws IllegalArgumentException when a variable has a name or a value that no process can be
     *     given
     */
    public Map<String, String> files(TaskSpec task, RunContext context) {
        var files = new LinkedHashMap<String, String>();
        files.put(RunRequest.AGENT, agent);
        files.put(RunRequest.VIEW, view);
        files.put(RunRequest.ENVIRONMENT, new Environment(task, context).script());
        task.setup()
                .filter(script -> !script.isBlank())
                .ifPresent(script -> files.put(RunRequest.SETUP, line(script)));
        task.run()
                .filter(script -> !script.isBlank())
                .ifPresent(script -> files.put(RunRequest.RUN, line(script)));
        files.putAll(PreemptionHooks.files(task.hooks()));
        if (!context.mounts().isEmpty()) {
            files.put(RunRequest.STORAGE, storage);
            if (context.mounts().stream().anyMatch(mount -> mount.mode() != NodeMount.Mode.COPY)) {
                files.put(RunRequest.CHECKPOINT, checkpoint);
            }
            files.putAll(MountFiles.files(context.mounts(), task.envs()));
        }
        return files;
    }

    /** Those of the files that hold credentials for buckets, made anew where some were lent. */
    public static Map<String, String> credentials(List<NodeMount> mounts) {
        return MountFiles.credentials(mounts);
    }

    static String line(String script) {
        return script.endsWith("\n") ? script : script + "\n";
    }
}
