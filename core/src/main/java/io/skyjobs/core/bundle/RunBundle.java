package io.skyjobs.core.bundle;

import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.RunRequest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the files that a node with a POSIX shell needs to run its part of a task; the same
 * arguments always give the same files. Safe for use from many threads.
 */
public final class RunBundle {
    private final String agent;

    /** Reads the agent out of this program. */
    public RunBundle() {
        try (var program = RunBundle.class.getResourceAsStream(RunRequest.AGENT)) {
            if (program == null) {
                throw new IllegalStateException("this program was built without its agent");
            }
            this.agent = new String(program.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
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
        files.put(RunRequest.ENVIRONMENT, new Environment(task, context).script());
        task.setup()
                .filter(script -> !script.isBlank())
                .ifPresent(script -> files.put(RunRequest.SETUP, line(script)));
        task.run()
                .filter(script -> !script.isBlank())
                .ifPresent(script -> files.put(RunRequest.RUN, line(script)));
        files.putAll(PreemptionHooks.files(task.hooks()));
        return files;
    }

    static String line(String script) {
        return script.endsWith("\n") ? script : script + "\n";
    }
}
