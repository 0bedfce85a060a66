package io.skyjobs.core.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The POSIX shells of this machine, each as a PATH on which it is called {@code sh}. */
enum Shells {
    /** Whatever this machine calls {@code sh}. */
    SYSTEM,
    /** Bash under the name {@code sh}, as on some distributions. */
    BASH,
    /** Everything from BusyBox, as on small images; only where it is installed. */
    BUSYBOX;

    private static final List<Path> FOLDERS =
            Stream.of("/bin", "/usr/bin", "/usr/local/bin").map(Path::of).toList();

    /** What the programs of a node may call, apart from a shell. */
    private static final List<String> PROGRAMS =
            List.of(
                    "cat",
                    "chmod",
                    "cp",
                    "cut",
                    "date",
                    "env",
                    "grep",
                    "head",
                    "id",
                    "ln",
                    "ls",
                    "mkdir",
                    "mkfifo",
                    "mv",
                    "pwd",
                    "readlink",
                    "rm",
                    "rmdir",
                    "sed",
                    "setsid",
                    "sleep",
                    "sync",
                    "tail",
                    "tr",
                    "wc");

    static Stream<Shells> available() {
        return Stream.of(values())
                .filter(shell -> shell != BUSYBOX || program("busybox").isPresent());
    }

    static Optional<Path> program(String name) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Takes away what {@link #path} put into a directory, and the directory. */
    static void clear(Path folder) throws IOException {
        try (var links = Files.newDirectoryStream(folder)) {
            for (var link : links) {
                Files.delete(link);
            }
        }
        Files.delete(folder);
    }

    /**
     * @param folder an empty directory to put programs into
     * @param withBash whether {@code bash} is to be found
     */
    String path(Path folder, boolean withBash) throws IOException, InterruptedException {
        var bash = program("bash").orElseThrow();
        switch (this) {
            case SYSTEM -> link(folder, "sh", program("sh").orElseThrow());
            case BASH -> link(folder, "sh", bash);
            case BUSYBOX -> {
                var install =
                        new ProcessBuilder(
                                        program("busybox").orElseThrow().toString(),
                                        "--install",
                                        "-s",
                                        folder.toString())
                                .start();
                if (install.waitFor() != 0) {
                    throw new IOException("busybox did not install its programs");
                }
            }
        }
        if (this != BUSYBOX) {
            for (var name : PROGRAMS) {
                link(folder, name, program(name).orElseThrow());
            }
        }
        Files.deleteIfExists(folder.resolve("bash"));
        if (withBash) {
            link(folder, "bash", bash);
        }
        return folder.toString();
    }

    private static void link(Path folder, String name, Path program) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), program.toRealPath());
    }
}
