package io.skyjobs.providers.channel.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** What only root can do for a test. */
final class Become {
    private Become() {}

    /** Whether a command that makes one another user works here. */
    static boolean works(List<String> become) throws InterruptedException {
        return run(become, "true");
    }

    static boolean run(List<String> before, String... command) throws InterruptedException {
        var words = new ArrayList<>(before);
        words.addAll(List.of(command));
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    /** Gives a home to user 65534, who may pass through the folder above it. */
    static void owner(Path above, Path home) throws IOException {
        Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(home, "unix:uid", 65534);
        Files.setAttribute(home, "unix:gid", 65534);
    }
}
