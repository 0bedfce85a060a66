package io.skyjobs.app.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.AuditReply.AuditLine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.stream.IntStream;

/** Files of the audit log and their limits. */
class AuditLogTest {
    @TempDir Path directory;

    private static AuditLine line(int status) {
        return new AuditLine(
                Instant.EPOCH,
                "r",
                "answered",
                "ada",
                "admin",
                "127.0.0.1",
                "POST",
                "/x",
                status,
                "");
    }

    @Test
    void theLastLinesAreFoundAcrossFiles() throws IOException {
        AuditLog log = new AuditLog(directory.resolve("audit.log"), 1000);
        for (int i = 1; i <= 100; i++) {
            log.add(line(i));
        }
        assertThat(log.last(12))
                .extracting(AuditLine::status)
                .containsExactlyElementsOf(IntStream.rangeClosed(89, 100).boxed().toList());
        try (var files = Files.list(directory)) {
            assertThat(files.toList())
                    .hasSize(1 + AuditLog.KEPT)
                    .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(1000));
        }
    }

    /** A kill in the midst of a write leaves a part of a line, without its end. */
    @Test
    void aLineThatACrashCutOffHidesNoOther() throws IOException {
        Path file = directory.resolve("audit.log");
        new AuditLog(file).add(line(1));
        Files.writeString(file, "{\"at\":\"2026-", StandardOpenOption.APPEND);
        AuditLog next = new AuditLog(file);
        next.add(line(2));
        next.add(line(3));
        assertThat(next.last(10)).extracting(AuditLine::status).containsExactly(1, 2, 3);
    }
}
