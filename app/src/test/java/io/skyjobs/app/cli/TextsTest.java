package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.app.api.NearestWord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What people read and write: times, ids, tables, variables. */
class TextsTest {
    @ParameterizedTest
    @CsvSource({
        "PT0.2S, 1 sec ago",
        "PT3S, 3 secs ago",
        "PT1M, 1 min ago",
        "PT50M, 50 mins ago",
        "PT2H59M, 2 hrs ago",
        "PT24H, 1 day ago",
        "PT168H, 1 week ago",
        "PT720H, 1 month ago",
        "PT17520H, 2 years ago"
    })
    void agesAreShownInTheLargestUnit(Duration age, String text) {
        Instant now = Instant.parse("2026-03-01T00:00:00Z");
        assertThat(TimeText.ago(Optional.of(now.minus(age)), now)).isEqualTo(text);
        assertThat(TimeText.ago(Optional.empty(), now)).isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.9S, < 1 second",
        "PT1S, 1s",
        "PT59M59S, 59m 59s",
        "PT2H47M18S, 2h 47m 18s",
        "PT2H, 2h",
        "PT27H, 1d 3h",
        "PT27H40M, 1d 3h",
        "PT240H, 1w 3d",
        "PT2400H, 3mo 10d"
    })
    void lengthsAreShownInFamiliarUnits(Duration length, String text) {
        assertThat(TimeText.length(length)).isEqualTo(text);
    }

    @Test
    void agesAndMomentsAreRead() throws UsageProblem {
        assertThat(TimeText.parseAge("30m", "--since")).isEqualTo(Duration.ofMinutes(30));
        assertThat(TimeText.parseAge("2w", "--since")).isEqualTo(Duration.ofDays(14));
        assertThat(TimeText.parseAge("45", "--since")).isEqualTo(Duration.ofSeconds(45));
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertThat(TimeText.parseMoment("2026-01-31", "--after", berlin))
                .isEqualTo("2026-01-30T23:00:00Z");
        assertThat(TimeText.parseMoment("2026-01-31 17:05", "--after", ZoneOffset.UTC))
                .isEqualTo("2026-01-31T17:05:00Z");
        assertThat(TimeText.parseMoment("2026-01-31T17:05:09", "--after", ZoneOffset.UTC))
                .isEqualTo("2026-01-31T17:05:09Z");
        assertThat(TimeText.parseMoment("01-31-2026 17:05:09", "--after", ZoneOffset.UTC))
                .isEqualTo("2026-01-31T17:05:09Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1y", "m", "-5m", "1.5h", "99999999999"})
    void otherAgesAreRefused(String text) {
        assertThatThrownBy(() -> TimeText.parseAge(text, "--since"))
                .isInstanceOf(UsageProblem.class)
                .hasMessageContaining("'--since'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-02-31", "2026-1-1", "2026-01-01 25:00", ""})
    void otherMomentsAreRefused(String text) {
        assertThatThrownBy(() -> TimeText.parseMoment(text, "--after", ZoneOffset.UTC))
                .isInstanceOf(UsageProblem.class)
                .hasMessageContaining("'--after'");
    }

    @Test
    void idsAndRangesAreReadAndShown() throws UsageProblem {
        assertThat(IdRanges.parse(List.of("1-3,5", "2", "9"))).containsExactly(1L, 2L, 3L, 5L, 9L);
        assertThat(IdRanges.format(List.of(5L, 1L, 2L, 3L, 9L))).isEqualTo("1-3,5,9");
        assertThat(IdRanges.format(List.of(7L))).isEqualTo("7");
        assertThat(IdRanges.format(List.of(7L, 8L))).isEqualTo("7-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "1-", "-3", "3-1", "1,,2", "1-5000", "1.5", "99999999999999999999"})
    void otherIdsAreRefused(String text) {
        assertThatThrownBy(() -> IdRanges.parse(List.of(text))).isInstanceOf(UsageProblem.class);
    }

    @Test
    void tablesAreAlignedAndNeverCut() {
        Table table = new Table(List.of("ID", "NAME", "STATUS"));
        table.row(
                List.of(
                        Table.cell("1"),
                        Table.cell("a-name-that-is-rather-long-for-a-terminal-of-eighty-columns-"),
                        Table.cell("RUNNING")));
        table.row(List.of(Table.cell("10"), Table.cell("über"), Table.cell("")));
        table.blank();
        assertThat(table.lines(plain()))
                .containsExactly(
                        "ID  NAME                                                          STATUS",
                        "1   a-name-that-is-rather-long-for-a-terminal-of-eighty-columns-  RUNNING",
                        "10  über",
                        "");
    }

    @Test
    void variablesAreReadFromFiles() throws UsageProblem {
        Map<String, String> variables =
                DotenvFile.read(
                        """
                        # a comment
                        PLAIN=one two # and more
                        export EXPORTED = x=y
                        SINGLE='as $it \\n is'
                        DOUBLE="line\\nbreak \\"quoted\\""
                        EMPTY=
                        """,
                        "vars.env");
        assertThat(variables)
                .containsExactly(
                        Map.entry("PLAIN", "one two"),
                        Map.entry("EXPORTED", "x=y"),
                        Map.entry("SINGLE", "as $it \\n is"),
                        Map.entry("DOUBLE", "line\nbreak \"quoted\""),
                        Map.entry("EMPTY", ""));
        assertThatThrownBy(() -> DotenvFile.read("A=1\nno equals sign\n", "vars.env"))
                .hasMessage("vars.env:2: this line is not of the form KEY=value.");
        assertThatThrownBy(() -> DotenvFile.read("A='open", "vars.env"))
                .hasMessage("vars.env:1: a quote is not closed.");
    }

    @Test
    void theNearestWordIsFound() {
        List<String> flags = List.of("--gpus", "--cpus", "--env", "--env-file", "--name");
        assertThat(NearestWord.of("--gpuss", flags)).contains("--gpus");
        assertThat(NearestWord.of("--env-fil", flags)).contains("--env-file");
        assertThat(NearestWord.of("--quite-another", flags)).isEmpty();
    }

    private static Terminal plain() {
        return new Terminal(
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream(),
                InputStream.nullInputStream(),
                false,
                false,
                false);
    }

    @Test
    void instantsInSentencesAreTimesOfTheReadersZone() {
        ZoneId zone = ZoneId.of("Europe/Paris");
        assertThat(TimeText.local("silent since 2026-01-31T17:00:00Z: refused", zone))
                .isEqualTo("silent since 2026-01-31 18:00:00: refused");
        assertThat(TimeText.local("at 2026-07-01T10:00:00.123456Z.", zone))
                .isEqualTo("at 2026-07-01 12:00:00.");
        String other = "2026-13-99T17:00:00Z and x2026-01-31T17:00:00Z, $1";
        assertThat(TimeText.local(other, zone)).isEqualTo(other);
    }

    @Test
    void placesHaveTheirNamesForPeople() {
        assertThat(InfraText.of("ssh/lab")).isEqualTo("SSH (lab)");
        assertThat(InfraText.of("aws/us-east-1/us-east-1a")).isEqualTo("AWS (us-east-1a)");
        assertThat(InfraText.of("kubernetes/arn:aws/prod")).isEqualTo("Kubernetes (arn:aws/prod)");
        assertThat(InfraText.of("local")).isEqualTo("Local");
        assertThat(InfraText.of("mars/crater")).isEqualTo("mars (crater)");
    }
}
