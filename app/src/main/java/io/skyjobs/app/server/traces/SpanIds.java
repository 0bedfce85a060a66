package io.skyjobs.app.server.traces;

import io.skyjobs.core.controller.Telemetry.Launch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids of traces and spans: made of the installation, the job, the task and the attempt and of
 * nothing else. So a trace that is sent again, by this process or a later one, is the same trace.
 */
record SpanIds(String installation) {
    private static final int TRACE_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;

    /** The trace of an attempt that no caller's trace is known for. */
    String trace(Launch launch) {
        return digest(launch, "trace").substring(0, TRACE_DIGITS);
    }

    /** A span of an attempt; each phase comes once at most. */
    String span(Launch launch, Phase phase) {
        return digest(launch, phase.name()).substring(0, SPAN_DIGITS);
    }

    private String digest(Launch launch, String what) {
        String text =
                String.join(
                        "/",
                        installation,
                        Long.toString(launch.job()),
                        Integer.toString(launch.task()),
                        Integer.toString(launch.attempt()),
                        what);
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
