package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.server.TestServer;
import io.skyjobs.core.job.ReasonCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Tables on a screen of 80 columns, which many people have. */
class NarrowScreenTest {
    @TempDir Path directory;
    private MemoryPlane plane;
    private TestServer server;
    private TestShell shell;

    @BeforeEach
    void start() {
        plane = new MemoryPlane(directory.resolve("logs"));
        server = new TestServer(plane);
        shell = new TestShell(directory, server::port).file("x.yaml", "name: roberta\nrun: x\n");
        assertThat(shell.run("jobs", "launch", "-y", "-d", "x.yaml").code()).isZero();
        assertThat(shell.run("jobs", "launch", "-y", "-d", "x.yaml").code()).isZero();
        plane.run(1, 0, 1, 1);
        plane.fail(1, 0, 1, ReasonCode.USER_EXIT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theQueueGoesWithoutWhatIsNeededLeast() {
        assertThat(shell.run("jobs", "queue").out()).contains("JOB DURATION", "#RECOVERIES");
        String narrow = shell.with("COLUMNS", "80").run("jobs", "queue").out();
        assertThat(narrow.lines()).allMatch(line -> line.length() <= 80);
        assertThat(narrow).contains("ID", "NAME", "SUBMITTED", "STATUS").doesNotContain("JOB DUR");
        assertThat(shell.with("COLUMNS", "200").run("jobs", "queue").out())
                .contains("JOB DURATION");
    }

    @Test
    void detailsStandBeneathTheJob() {
        String narrow = shell.with("COLUMNS", "80").run("jobs", "queue", "-a").out();
        assertThat(narrow.lines()).allMatch(line -> line.length() <= 80);
        assertThat(narrow).contains("FAILED\n    Failure: Job exited with exit code 1.");
    }

    @Test
    void anExplanationIsBrokenAtBlanks() {
        for (String job : new String[] {"1", "2"}) {
            String wide = shell.with("COLUMNS", "").run("jobs", "explain", job).out();
            String narrow = shell.with("COLUMNS", "80").run("jobs", "explain", job).out();
            assertThat(narrow.lines()).allMatch(line -> line.length() <= 80);
            assertThat(words(narrow).split(" ")).contains("Managed", "Reason:");
            assertThat(wide.lines().toList())
                    .hasSizeLessThanOrEqualTo(narrow.lines().toList().size());
        }
    }

    @Test
    void aTableTellsItsLastColumnBeneathAndKeepsTheOrderOfTheRest() {
        Table table = new Table(List.of("A", "BB", "WHY"));
        table.row(List.of(Table.cell("1"), Table.cell("22"), Table.cell("one two three")));
        table.row(List.of(Table.cell("1"), Table.cell("22"), Table.cell("-")));
        assertThat(table.lines(Terminal.plain(), OptionalInt.of(18), true, List.of()))
                .containsExactly("A  BB", "1  22", "    one two three", "1  22");
        assertThat(table.lines(Terminal.plain(), OptionalInt.of(18), false, List.of("BB")))
                .containsExactly("A  WHY", "1  one two three", "1  -");
        assertThat(table.lines(Terminal.plain(), OptionalInt.empty(), true, List.of("BB")))
                .isEqualTo(table.lines(Terminal.plain()));
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
