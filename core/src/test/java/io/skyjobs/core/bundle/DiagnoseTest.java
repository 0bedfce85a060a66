package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is made of what rclone says. */
@Timeout(60)
class DiagnoseTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ERROR : img_403.jpg: Failed to copy: InternalError: status code: 500 | no",
                "ERROR : ckpt-403.pt: Failed to copy: dial tcp: connection refused | no",
                "ERROR : AccessDenied.txt: Failed to copy: i/o timeout | no",
                "ERROR : a: Failed to copy: AccessDenied: Access Denied status code: 403 | yes",
                "ERROR : a: Failed to copy: Forbidden: Forbidden status code: 403, request id | yes",
                "ERROR : a: googleapi: Error 403: no access, forbidden | yes",
                "ERROR : a: NoSuchBucket: The specified bucket does not exist | yes",
                "Fatal error: invalid argument \"5\" for \"--vfs-write-back\" flag: parse error | yes"
            })
    void onlyWhatTheUserMustMendIsForGood(String said, String permanent) throws Exception {
        var script = folder.resolve("storage-mount.sh");
        try (var in = NodeMount.class.getResourceAsStream("storage-mount.sh")) {
            Files.copy(in, script);
        }
        var log = Files.writeString(folder.resolve("log"), said + "\n");
        var process =
                new ProcessBuilder(
                                "sh",
                                "-uc",
                                "DIR=. NO_BUCKET=none; . \"$0\"; diagnose \"$1\"; echo $permanent",
                                script.toString(),
                                log.toString())
                        .redirectErrorStream(true)
                        .start();
        var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(answer).isZero();
        assertThat(answer.strip()).isEqualTo(permanent);
    }
}
