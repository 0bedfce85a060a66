package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.JobRequest;

import org.junit.jupiter.api.Test;
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
                    workdir: .                                  | /home/ann/project
                    workdir: ./                                 | /home/ann/project
                    workdir: "."                                | /home/ann/project
                    workdir: src                                | /home/ann/project/src
                    workdir: ./src/                             | /home/ann/project/src
                    workdir: 'my code'                          | /home/ann/project/my code
                    workdir: ../other                           | /home/ann/other
                    workdir: ~/code                             | /home/ann/code
                    workdir: ~                                  | /home/ann
                    file_mounts: {/data: /mnt/data}             | /mnt/data
                    file_mounts: {/data: ~/.netrc, a: b}        | /home/ann/.netrc
                    file_mounts: {/d: {source: [a.txt,b.txt]}}  | /home/ann/project/b.txt
                    file_mounts: {/d: {source: c, mode: COPY}}  | /home/ann/project/c
                    """)
    void whatIsWrittenWhereFilesAreNamedIsNamed(String text, String path) {
        assertThat(of("name: x\n---\n" + text + "\nrun: y\n").holds(path)).isTrue();
    }

    @Test
    void theFlagForTheWorkdirCounts() {
        assertThat(of("run: x", "src").holds("/home/ann/project/src")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    run: cd ~ && python x.py                    | /home/ann
                    setup: pip install .                        | /home/ann/project
                    run: df -h /                                | /
                    secrets: {A: b}                             | /home/ann/project/secrets
                    file_mounts: {~/.ssh/id_rsa: ./deploy}      | /home/ann/.ssh/id_rsa
                    envs: {KEY: ~/.ssh/id_rsa}                  | /home/ann/.ssh/id_rsa
                    workdir: src                                | /home/ann/project
                    workdir: src/deep                           | /home/ann/project/src
                    workdir: src  # ~/.aws                      | /home/ann/.aws
                    workdir: [~/.aws]                           | /home/ann/.aws
                    file_mounts: {/data: /mnt/data}             | /data
                    : not yaml: [                               | /home/ann/project
                    """)
    void whatStandsElsewhereIsNot(String text, String path) {
        assertThat(of(text).holds(path)).isFalse();
    }
}
