package io.skyjobs.app.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** What is left out of a tree is what git would ignore, or what {@code .skyignore} says. */
class IgnoreRulesTest {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "*.log | a.log | true",
                "*.log | d/a.log | true",
                "*.log | a.log2 | false",
                "/a | a | true",
                "/a | d/a | false",
                "d/a | d/a | true",
                "d/a | x/d/a | false",
                "**/a | a | true",
                "**/a | x/y/a | true",
                "d/** | d/x/y | true",
                "d/** | d | false",
                "d/**/a | d/a | true",
                "d/**/a | d/x/y/a | true",
                "d**a | dxa | true",
                "d/x**a | d/x/a | false",
                "a? | ab | true",
                "a? | a | false",
                "[a-c]x | bx | true",
                "[!a-c]x | bx | false",
                "[^a-c]x | dx | true",
                "[]a]x | ]x | true",
                "[[:digit:]]x | 7x | true",
                "[[:nothing:]]x | 7x | false",
                "[ab | a | false",
                "\\*x | *x | true",
                "\\*x | ax | false",
                "\\#a | #a | true",
                "\\!a | !a | true",
                "#a | #a | false",
                "ü* | üa | true",
                "a\\ | a | false",
                "*/a | x/a | true",
                "*/a | x/y/a | false"
            })
    void aPatternMeansWhatItMeansToGit(String pattern, String path, boolean ignored)
            throws IOException {
        Files.writeString(directory.resolve(".gitignore"), pattern + "\n");

        assertThat(IgnoreRules.at(directory).ignores(path, false)).isEqualTo(ignored);
    }

    @Test
    void directoriesNegationsBlanksAndLinesEnds() throws IOException {
        Files.writeString(
                directory.resolve(".gitignore"),
                "\ufeffbuild/\r\nlog*\n!login\ntrail  \nkept\\ \n\n/\n");

        IgnoreRules rules = IgnoreRules.at(directory);

        assertThat(rules.ignores("build", true)).isTrue();
        assertThat(rules.ignores("build", false)).isFalse();
        assertThat(rules.ignores("login", false)).isFalse();
        assertThat(rules.ignores("logs", false)).isTrue();
        assertThat(rules.ignores("trail", false)).isTrue();
        assertThat(rules.ignores("kept ", false)).isTrue();
        assertThat(rules.ignores("kept", false)).isFalse();
    }

    @Test
    void skyignoreWinsOverGitignore() throws IOException {
        Files.writeString(directory.resolve(".gitignore"), "a\n");
        Files.writeString(directory.resolve(".skyignore"), "b\n");

        IgnoreRules rules = IgnoreRules.at(directory);

        assertThat(rules.ignores("a", false)).isFalse();
        assertThat(rules.ignores("b", false)).isTrue();
    }

    @Test
    void theFileOfADirectoryCountsMost() throws IOException {
        Files.createDirectories(directory.resolve("d"));
        Files.writeString(directory.resolve(".gitignore"), "*.bin\n/x\n");
        Files.writeString(directory.resolve("d/.gitignore"), "!keep.bin\n/x\n");

        IgnoreRules inner = IgnoreRules.at(directory).in(directory.resolve("d"), "d");

        assertThat(inner.ignores("d/keep.bin", false)).isFalse();
        assertThat(inner.ignores("d/other.bin", false)).isTrue();
        assertThat(inner.ignores("d/x", false)).isTrue();
    }

    /** The same trees and patterns, drawn, as the real git sees them. */
    @Test
    void drawnPatternsAreUnderstoodAsGitDoes() throws IOException, InterruptedException {
        assumeThat(run(directory, "git", "--version").code()).isZero();
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 60; round++) {
            Path top = Files.createDirectory(directory.resolve("r" + round));
            assertThat(run(top, "git", "init", "-q").code()).isZero();
            draw(top, random);
            Path root = round % 3 == 0 ? top.resolve("a") : top;
            Files.writeString(top.resolve(".git/info/exclude"), pattern(random) + "\n");

            // Below a directory that is ignored git sees nothing; we are told to bring it.
            if (run(top, "git", "check-ignore", "-q", "--no-index", root.toString()).code() != 0) {
                assertThat(seen(root)).as("round %s", round).isEqualTo(asGitSees(root));
            }
        }
    }

    private static void draw(Path top, SplittableRandom random) throws IOException {
        List<String> names = List.of("a", "b", "ab", "a.log", "b log", "c");
        for (String one : List.of("", "a", "b", "a/a", "a/b", "a/b/ab", "c")) {
            Path folder = Files.createDirectories(top.resolve(one));
            for (String name : names) {
                if (!Files.exists(folder.resolve(name)) && random.nextInt(3) > 0) {
                    Files.writeString(folder.resolve(name + "f"), name);
                    if (random.nextBoolean() && !List.of("a", "b", "c", "ab").contains(name)) {
                        Files.writeString(folder.resolve(name), name);
                    }
                }
            }
            if (random.nextInt(2) == 0) {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    text.append(pattern(random)).append('\n');
                }
                Files.writeString(folder.resolve(".gitignore"), text);
            }
        }
    }

    private static String pattern(SplittableRandom random) {
        String[] parts = {
            "a", "b", "ab", "*.log", "*f", "a*", "?", "**", "[ab]", "[!a]*", "c", "*"
        };
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "!" : "");
        text.append(random.nextInt(4) == 0 ? "/" : "");
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]).append(i > 1 ? "/" : "");
        }
        return text.append(random.nextInt(4) == 0 ? "/" : "").toString();
    }

    private static Set<String> seen(Path root) throws IOException {
        Set<String> seen = new TreeSet<>();
        walk(root, "", IgnoreRules.at(root), seen);
        return seen;
    }

    private static void walk(Path folder, String path, IgnoreRules rules, Set<String> seen)
            throws IOException {
        try (var inside = Files.newDirectoryStream(folder)) {
            for (Path file : inside) {
                String name = file.getFileName().toString();
                String below = path.isEmpty() ? name : path + "/" + name;
                boolean isFolder = Files.isDirectory(file);
                if (name.equals(".git") || rules.ignores(below, isFolder)) {
                    continue;
                }
                if (isFolder) {
                    walk(file, below, rules.in(file, below), seen);
                } else {
                    seen.add(below);
                }
            }
        }
    }

    private static Set<String> asGitSees(Path root) throws IOException, InterruptedException {
        Outcome outcome = run(root, "git", "ls-files", "--others", "--exclude-standard", "-z");
        Set<String> seen = new TreeSet<>(Arrays.asList(outcome.out().split("\0", -1)));
        seen.remove("");
        return seen;
    }

    private record Outcome(int code, String out) {}

    private static Outcome run(Path directory, String... command)
            throws IOException, InterruptedException {
        try {
            List<String> words = new ArrayList<>(Arrays.asList(command));
            ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
            builder.environment().put("HOME", directory.toString());
            builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
            builder.redirectErrorStream(true);
            Process process = builder.start();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), out);
        } catch (IOException notInstalled) {
            return new Outcome(127, "");
        }
    }
}
