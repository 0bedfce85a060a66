package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.JobRequest;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a server of another machine may ask for. */
class NamedPathsTest {
    private static NamedPaths of(String text, String... flags) {
        List<JobRequest.Flag> given =
                List.of(flags).stream()
                        .map(value -> new JobRequest.Flag("--workdir", value))
                        .toList();
        return new NamedPaths(
                new JobRequest(
                        JobRequest.Kind.FILE,
                        "t.yaml",
                        Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)),
                        Optional.empty(),
                        given,
                        "/home/ann/project",
                        "/home/ann",
                        "ann",
                        Optional.of(JobRequest.Seen.NOTHING)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    workdir: .                  | /home/ann/project
                    workdir: ./                 | /home/ann/project
                    workdir: "."                | /home/ann/project
                    workdir: src                | /home/ann/project/src
                    workdir: ./src/             | /home/ann/project/src
                    workdir: 'my code'          | /home/ann/project/my code
                    workdir: ../other           | /home/ann/other
                    workdir: ~/code             | /home/ann/code
                    workdir: ~                  | /home/ann
                    {/data: /mnt/data}          | /mnt/data
                    {/data: ~/.netrc, a: b}     | /home/ann/.netrc
                    source: [a.txt,b.txt]       | /home/ann/project/a.txt
                    - c.txt                     | /home/ann/project/c.txt
                    """)
    void whatIsWrittenOutIsNamed(String text, String path) {
        assertThat(of(text).holds(path)).isTrue();
        assertThat(of("run: x", text.replaceFirst("workdir: ", "")).holds(path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    workdir: src                | /home/ann/project
                    workdir: src                | /home/ann
                    workdir: src/deep           | /home/ann/project/src
                    workdir: ~/code             | /home/ann
                    workdir: ~/code             | /home/ann/.ssh
                    {/data: /mnt/data/x}        | /mnt/data
                    {/data: /mnt/data}          | /
                    {/data: /mnt/data}          | /mnt/dat
                    run: cat /home/ann/keys.txt | /home/ann/key
                    workdir: a.b                | /home/ann/project/b
                    """)
    void whatIsNotIsNot(String text, String path) {
        assertThat(of(text).holds(path)).isFalse();
    }
}
