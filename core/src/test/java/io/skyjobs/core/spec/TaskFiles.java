package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads task files as a user in {@code /home/ann/project} would have them read. */
final class TaskFiles {
    private static final Set<String> DIRECTORIES =
            Set.of(
                    "/home/ann",
                    "/home/ann/project",
                    "/home/ann/project/src",
                    "/home/ann/transformers",
                    "/data");
    private static final Set<String> FILES =
            Set.of("/home/ann/project/train.py", "/home/ann/.netrc");
    private static final Map<String, String> ACCELERATORS =
            Map.of(
                    "a100",
                    "A100",
                    "v100",
                    "V100",
                    "t4",
                    "T4",
                    "l4",
                    "L4",
                    "a100-80gb",
                    "A100-80GB");

    static final SubmitContext CONTEXT =
            new SubmitContext(
                    "/home/ann/project",
                    "/home/ann",
                    new PathLook() {
                        @Override
                        public boolean exists(String path) {
                            return FILES.contains(path) || DIRECTORIES.contains(path);
                        }

                        @Override
                        public boolean isDirectory(String path) {
                            return DIRECTORIES.contains(path);
                        }
                    },
                    "Ann.B",
                    "1f3e",
                    name -> Optional.ofNullable(ACCELERATORS.get(name.toLowerCase(Locale.ROOT))),
                    new TreeSet<>(
                            Set.of("aws", "gcp", "azure", "kubernetes", "ssh", "slurm", "local")),
                    false);

    private TaskFiles() {}

    static ParsedJob read(String yaml) {
        return read(yaml, Overrides.NONE);
    }

    static ParsedJob read(String yaml, Overrides overrides) {
        return read(yaml.getBytes(StandardCharsets.UTF_8), overrides);
    }

    static ParsedJob read(byte[] bytes, Overrides overrides) {
        return new TaskFileReader().read(SourceText.file("t.yaml", bytes), overrides, CONTEXT);
    }

    /** The job of a file with nothing wrong in it, warnings included. */
    static JobSpec job(String yaml) {
        return job(yaml, Overrides.NONE);
    }

    static JobSpec job(String yaml, Overrides overrides) {
        ParsedJob parsed = read(yaml, overrides);
        assertThat(parsed.problems()).isEmpty();
        return parsed.job().orElseThrow();
    }

    /** The only task of a file with nothing wrong in it. */
    static TaskSpec task(String yaml) {
        return job(yaml).tasks().getFirst();
    }

    static TaskSpec task(String yaml, Overrides overrides) {
        return job(yaml, overrides).tasks().getFirst();
    }

    /** All that is wrong with a file, one line each. */
    static List<String> problems(String yaml) {
        return problems(yaml, Overrides.NONE);
    }

    static List<String> problems(String yaml, Overrides overrides) {
        return lines(read(yaml, overrides));
    }

    static List<String> lines(ParsedJob parsed) {
        boolean refused =
                parsed.problems().stream()
                        .anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
        assertThat(parsed.job().isPresent())
                .as("a job exactly when nothing is an error")
                .isEqualTo(!refused);
        return parsed.problems().stream()
                .map(
                        problem ->
                                (problem.severity() == Problem.Severity.WARNING ? "WARNING " : "")
                                        + problem)
                .collect(Collectors.toList());
    }
}
