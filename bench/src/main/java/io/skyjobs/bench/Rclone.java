package io.skyjobs.bench;

import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.StoreUri;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A person's {@code rclone copy}: with the options that it has unless others are given. */
final class Rclone {
    private static final String REMOTE = "hand";

    private final Map<String, String> environment = new TreeMap<>();
    private final Path log;

    /**
     * @param access how the store is reached; goes into variables and not into a command line
     * @param log where it writes what went wrong
     */
    Rclone(NodeAccess access, Path log) {
        this.log = log;
        access.options()
                .forEach(
                        (name, value) ->
                                environment.put(
                                        "RCLONE_CONFIG_"
                                                + (REMOTE + "_" + name).toUpperCase(Locale.ROOT),
                                        value));
    }

    /** Copies a directory into a prefix. */
    void upload(Path directory, StoreUri prefix, String... options)
            throws IOException, InterruptedException {
        copy(directory.toString(), remote(prefix), options);
    }

    /** Copies a prefix into a directory. */
    void download(StoreUri prefix, Path directory, String... options)
            throws IOException, InterruptedException {
        copy(remote(prefix), directory.toString(), options);
    }

    private static String remote(StoreUri prefix) {
        return REMOTE + ":" + prefix.bucket() + "/" + prefix.key();
    }

    private void copy(String from, String to, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("rclone", "copy", from, to));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("RCLONE_"));
        variables.putAll(environment);
        variables.put("RCLONE_CONFIG", "/dev/null");
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IllegalStateException("exit code " + code + ": " + command + ", see " + log);
        }
    }
}
