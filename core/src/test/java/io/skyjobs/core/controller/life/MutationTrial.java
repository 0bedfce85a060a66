package io.skyjobs.core.controller.life;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Plants a mutation in a copy of one class, and lives lives with it in a process of its own until
 * one objects. The sources and classes of the build stay as they are.
 */
final class MutationTrial {
    private static final Pattern BROKEN = Pattern.compile("(?m)^life (\\d+): (.*)$");
    private static final int LONGEST_SECONDS = 600;

    private final Path core;
    private final Path scratch;
    private final String classPath;

    /**
     * @param scratch an empty directory
     */
    MutationTrial(Path core, Path scratch, String classPath) {
        this.core = core;
        this.scratch = scratch;
        this.classPath = classPath;
    }

    /**
     * What came of a trial.
     *
     * @param life the first life that objected; empty when none did
     * @param how its objection, or what happened instead
     */
    record Finding(Mutation mutation, Optional<Long> life, String how) {}

    /** Lives at most so many lives with a mutation. */
    Finding of(Mutation mutation, int lives) throws IOException, InterruptedException {
        Path classes = Files.createDirectories(scratch.resolve(mutation.name()));
        compile(mutation, classes);
        Path output = scratch.resolve(mutation.name() + ".txt");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-cp",
                        classes + File.pathSeparator + classPath,
                        LivesMain.class.getName(),
                        "1",
                        Integer.toString(lives));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Finding(mutation, Optional.empty(), "a life never came to an end");
        }
        String said = Files.readString(output);
        Matcher broken = BROKEN.matcher(said);
        if (broken.find()) {
            return new Finding(
                    mutation, Optional.of(Long.valueOf(broken.group(1))), broken.group(2));
        }
        return new Finding(
                mutation, Optional.empty(), process.exitValue() == 0 ? "not caught" : said);
    }

    private void compile(Mutation mutation, Path classes) throws IOException {
        Path source = scratch.resolve("src").resolve(mutation.name()).resolve(mutation.file());
        Files.createDirectories(source.toAbsolutePath().getParent());
        Files.writeString(source, mutation.planted(core));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-parameters"));
            options.addAll(List.of("-d", classes.toString(), "-cp", classPath));
            boolean compiled =
                    compiler.getTask(
                                    complaints,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjects(source))
                            .call();
            if (!compiled) {
                throw new IllegalStateException(
                        mutation.name() + " does not compile: " + complaints);
            }
        }
    }
}
