package io.skyjobs.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** The last lines of a file are found from its end. */
class LineSearchTest {
    @TempDir Path directory;

    @Test
    void theLastLinesAreFound() throws IOException {
        assertThat(tail("a\nbb\nccc\n", 1)).isEqualTo(new LineSearch.Tail(5, 1));
        assertThat(tail("a\nbb\nccc\n", 2)).isEqualTo(new LineSearch.Tail(2, 2));
        assertThat(tail("a\nbb\nccc\n", 3)).isEqualTo(new LineSearch.Tail(0, 3));
        assertThat(tail("a\nbb\nccc\n", 9)).isEqualTo(new LineSearch.Tail(0, 3));
        assertThat(tail("a\nbb", 1)).isEqualTo(new LineSearch.Tail(2, 1));
        assertThat(tail("one line", 5)).isEqualTo(new LineSearch.Tail(0, 1));
        assertThat(tail("", 5)).isEqualTo(new LineSearch.Tail(0, 0));
        assertThat(tail("a\n", 0)).isEqualTo(new LineSearch.Tail(2, 0));
        assertThat(tail("\n\n\n", 2)).isEqualTo(new LineSearch.Tail(1, 2));
    }

    @Test
    void itAgreesWithCountingFromTheStart() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < 3_000; line++) {
            text.append("x".repeat(random.nextInt(0, 120))).append('\n');
        }
        String whole = text.toString();
        String[] lines = whole.split("\n", -1);
        for (int wanted : new int[] {1, 2, 999, 2_999, 3_000}) {
            long from = 0;
            for (int line = 0; line < 3_000 - wanted; line++) {
                from += lines[line].length() + 1L;
            }
            assertThat(tail(whole, wanted)).isEqualTo(new LineSearch.Tail(from, wanted));
        }
    }

    private LineSearch.Tail tail(String text, long lines) throws IOException {
        Path file = Files.writeString(directory.resolve("log"), text);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            return LineSearch.tail(open, lines);
        }
    }
}
