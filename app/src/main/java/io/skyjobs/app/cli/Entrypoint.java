package io.skyjobs.app.cli;

import io.skyjobs.app.api.JobRequest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a user wants to run, as it stands on the command line.
 *
 * @param kind whether it is a file, a command, or a file that may turn out to be a command
 * @param words the words, joined by blanks
 * @param content bytes of the file, or of the command, in base64
 */
record Entrypoint(JobRequest.Kind kind, String words, String content) {
    /** The greatest task file, in bytes; the server says why when it is sent one more. */
    private static final int LARGEST_FILE = 1024 * 1024;

    /** Reads it; empty when the user was asked and does not want it. */
    static Optional<Entrypoint> read(List<String> arguments, Shell shell)
            throws UsageProblem, IOException {
        if (arguments.isEmpty()) {
            throw new UsageProblem("Missing argument 'ENTRYPOINT...'.");
        }
        String words = String.join(" ", arguments);
        Optional<Path> file = file(words, shell);
        boolean looksLikeYaml =
                arguments.size() == 1 && (words.endsWith("yaml") || words.endsWith(".yml"));
        if (file.isPresent() && Files.isRegularFile(file.get())) {
            return Optional.of(ofFile(words, file.get(), looksLikeYaml));
        }
        if (looksLikeYaml && !confirmed(words, file, shell)) {
            return Optional.empty();
        }
        if (words.isBlank()) {
            throw new UsageProblem("The command to run is empty.");
        }
        return Optional.of(
                new Entrypoint(
                        JobRequest.Kind.COMMAND,
                        words,
                        encoded(words.getBytes(StandardCharsets.UTF_8))));
    }

    private static Entrypoint ofFile(String words, Path file, boolean looksLikeYaml)
            throws UsageProblem {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                if (looksLikeYaml) {
                    throw new UsageProblem(
                            "'"
                                    + words
                                    + "' is larger than 1 MiB, the most that a task file may be.");
                }
                return new Entrypoint(
                        JobRequest.Kind.COMMAND,
                        words,
                        encoded(words.getBytes(StandardCharsets.UTF_8)));
            }
            return new Entrypoint(
                    looksLikeYaml ? JobRequest.Kind.FILE : JobRequest.Kind.FILE_OR_COMMAND,
                    words,
                    encoded(Files.readAllBytes(file)));
        } catch (IOException unreadable) {
            throw new UsageProblem("Cannot read '" + words + "': permission denied or gone.");
        }
    }

    private static boolean confirmed(String words, Optional<Path> file, Shell shell)
            throws IOException, UsageProblem {
        String wrong =
                "'"
                        + words
                        + "' looks like a yaml path but "
                        + (file.filter(Files::exists).isPresent()
                                ? "is not a file."
                                : "does not exist. Please check if the path is correct.");
        // A script that has a wrong name meant no command, whatever it agreed to beforehand.
        return JobsLaunch.answer(
                        wrong
                                + "\nIt will be treated as a command to be run remotely. Continue?"
                                + " [y/N]: ",
                        false,
                        OutputForm.TABLE,
                        shell.terminal())
                .orElseThrow(() -> new UsageProblem(wrong));
    }

    private static Optional<Path> file(String words, Shell shell) {
        try {
            String expanded =
                    words.startsWith("~/") ? shell.home().user() + words.substring(1) : words;
            return Optional.of(shell.directory().resolve(expanded));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    /** The line that tells the user how it was understood. */
    String echo(Terminal terminal) {
        return terminal.styled(
                        Terminal.Style.CYAN,
                        kind == JobRequest.Kind.COMMAND ? "Command to run: " : "YAML to run: ")
                + words;
    }

    /** What is sent to the server. */
    JobRequest request(Optional<String> name, List<JobRequest.Flag> flags, Shell shell)
            throws CommandFailure {
        return new JobRequest(
                kind,
                kind == JobRequest.Kind.COMMAND ? "" : words,
                content,
                name,
                flags,
                shell.directory().toString(),
                shell.home().user().toString(),
                shell.user(),
                shell.server().place().named().isPresent()
                        ? Optional.of(JobRequest.Seen.NOTHING)
                        : Optional.empty());
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
