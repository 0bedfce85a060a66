package io.skyjobs.app.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Codes come from outside, and must neither grow without end nor carry anything but a code. */
class KnownCodesTest {
    private final KnownCodes codes = new KnownCodes();

    @Test
    void whatIsNoCodeIsNotKept() {
        assertThat(codes.known("aws", "InsufficientInstanceCapacity"))
                .isEqualTo("InsufficientInstanceCapacity");
        assertThat(codes.known("aws", "")).isEqualTo(KnownCodes.OTHER);
        assertThat(codes.known("aws", "the key \"AKIA\" is wrong")).isEqualTo(KnownCodes.OTHER);
        assertThat(codes.known("aws", "x".repeat(65))).isEqualTo(KnownCodes.OTHER);
    }

    @Test
    void thereAreOnlySoManyOfAProvider() {
        for (int code = 0; code < 1000; code++) {
            codes.known("aws", "Code" + code);
        }
        assertThat(codes.known("aws", "Code1")).isEqualTo("Code1");
        assertThat(codes.known("aws", "Code999")).isEqualTo(KnownCodes.OTHER);
        assertThat(codes.known("gcp", "Code999")).isEqualTo("Code999");
    }
}
