package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** Whatever happens to a file, reading it gives a job or sentences, never an exception. */
class TaskFileMutationTest {
    private static final int FILES_PER_SEED = 2_500;

    private static final List<String> PIECES =
            List.of(
                    "&a ",
                    "*a",
                    "<<: *a",
                    "!!int ",
                    "!x ",
                    "{",
                    "}",
                    "[",
                    "]",
                    ": ",
                    "- ",
                    "#",
                    "'",
                    "\"",
                    "|",
                    ">",
                    "?",
                    "~",
                    "null",
                    "%",
                    "@",
                    "`",
                    "\t",
                    "\0",
                    "\u0085",
                    "\ud83d\ude00",
                    "---\n",
                    "...\n",
                    "999999999999999999999",
                    "1e999",
                    "-0",
                    "0x",
                    "010",
                    ".inf",
                    "\\",
                    "$A",
                    "${A}",
                    "\n",
                    "  ",
                    "+",
                    "none",
                    "s3://",
                    "~/",
                    "../",
                    ",",
                    "\"\\U00110000\"",
                    "\"\\x\"",
                    "any_of",
                    "ordered",
                    "name",
                    "secrets");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aChangedFileNeverThrows(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int i = 0; i < FILES_PER_SEED; i++) {
            String yaml = SeedExamples.ALL.get(random.nextInt(SeedExamples.ALL.size()));
            byte[] bytes = mutated(yaml, random);
            ParsedJob parsed = read(bytes, random, seed, i);
            refused += parsed.job().isPresent() ? 0 : 1;
        }
        assertThat(refused).isBetween(FILES_PER_SEED / 4, FILES_PER_SEED - 1);
    }

    private static ParsedJob read(byte[] bytes, SplittableRandom random, long seed, int number) {
        Overrides overrides = overrides(random);
        String file = new String(bytes, StandardCharsets.UTF_8);
        ParsedJob parsed;
        try {
            parsed = TaskFiles.read(bytes, overrides);
        } catch (RuntimeException | StackOverflowError thrown) {
            throw new AssertionError("seed %d, file %d:%n%s".formatted(seed, number, file), thrown);
        }
        assertThat(TaskFiles.lines(parsed))
                .as(file)
                .noneMatch(line -> line.contains("\n") || line.contains("Exception"));
        parsed.job()
                .ifPresent(job -> assertThat(SpecText.read(SpecText.write(job))).isEqualTo(job));
        return parsed;
    }

    private static Overrides overrides(SplittableRandom random) {
        Overrides overrides = Overrides.NONE.withEnv("WANDB_API_KEY", "k");
        if (random.nextInt(4) > 0) {
            return overrides;
        }
        List<Flag> flags = List.of(Flag.values());
        Flag flag = flags.get(random.nextInt(flags.size()));
        String value =
                List.of("none", "4", "aws", "A100:8", "", "\0", "src", "true")
                        .get(random.nextInt(8));
        return overrides
                .with(flag, value)
                .withSecret("S", "v")
                .withConfig(
                        List.of(
                                "kubernetes.pod_config.a="
                                        + PIECES.get(random.nextInt(PIECES.size()))));
    }

    private static byte[] mutated(String yaml, SplittableRandom random) {
        String text = yaml;
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            text = random.nextBoolean() ? withPiece(text, random) : withOtherLines(text, random);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(8) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(16) == 0
                ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1))
                : bytes;
    }

    private static String withPiece(String text, SplittableRandom random) {
        int at =
                text.isEmpty()
                        ? 0
                        : text.offsetByCodePoints(
                                0, random.nextInt(text.codePointCount(0, text.length())));
        int gone =
                random.nextBoolean() || at >= text.length()
                        ? 0
                        : Character.charCount(text.codePointAt(at));
        return text.substring(0, at)
                + PIECES.get(random.nextInt(PIECES.size()))
                + text.substring(at + gone);
    }

    private static String withOtherLines(String text, SplittableRandom random) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        int one = random.nextInt(lines.size());
        int other = random.nextInt(lines.size());
        switch (random.nextInt(4)) {
            case 0 -> lines.remove(one);
            case 1 -> lines.add(one, lines.get(other));
            case 2 -> Collections.swap(lines, one, other);
            default -> lines.set(one, lines.get(one).stripLeading());
        }
        return String.join("\n", lines);
    }

    /** Every line of the fullest file without its value, one at a time. */
    @Test
    void aFieldOfAnyTypeInPlaceOfAnyOtherNeverThrows() {
        List<String> values =
                List.of(
                        "",
                        "5",
                        "-1",
                        "1.5",
                        "true",
                        "text",
                        "[]",
                        "[1, {a: b}]",
                        "{}",
                        "{a: {b: [c]}}",
                        "2020-01-01",
                        "1e400",
                        "''");
        String[] lines = SeedExamples.EVERYTHING.split("\n", -1);
        SplittableRandom random = new SplittableRandom(0);
        int read = 0;
        for (int i = 0; i < lines.length; i++) {
            int colon =
                    lines[i].indexOf(": ") >= 0 ? lines[i].indexOf(": ") : lines[i].indexOf(':');
            if (colon < 0) {
                continue;
            }
            for (String value : values) {
                String[] changed = lines.clone();
                changed[i] = lines[i].substring(0, colon) + ": " + value;
                read(
                        String.join("\n", changed).getBytes(StandardCharsets.UTF_8),
                        random,
                        i,
                        read++);
            }
        }
        assertThat(read).isGreaterThan(400);
    }
}
