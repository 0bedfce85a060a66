package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** How long codes and sessions are good, and for whom. */
class SignInTest {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void aCodeIsGoodForFiveMinutes() {
        SignInCodes codes = new SignInCodes(new SplittableRandom(1), () -> now);
        String early = codes.issue("alice");
        String late = codes.issue("bob");
        now = now.plus(SignInCodes.LENGTH).minusMillis(1);
        assertThat(codes.redeem(early)).hasValue("alice");
        now = now.plusMillis(1);
        assertThat(codes.redeem(late)).isEmpty();
    }

    @Test
    void codesThatNobodyUsesDoNotPileUp() {
        SignInCodes codes = new SignInCodes(new SplittableRandom(1), () -> now);
        String other = codes.issue("bob");
        List<String> issued = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            issued.add(codes.issue("alice"));
        }
        assertThat(codes.redeem(issued.getFirst())).isEmpty();
        assertThat(codes.redeem(issued.getLast())).hasValue("alice");
        assertThat(codes.redeem(issued.get(1))).hasValue("alice");
        assertThat(codes.redeem(other)).as("nobody pushes others out").hasValue("bob");
    }

    @Test
    void aSessionEndsAndOutlivesARestart() {
        Sessions before = new Sessions("secret", () -> now);
        Sessions.Session session = before.begin("alice");
        Sessions after = new Sessions("secret", () -> now);
        assertThat(after.user(session.token())).hasValue("alice");
        assertThat(new Sessions("another", () -> now).user(session.token())).isEmpty();
        now = session.ends().minus(Duration.ofSeconds(1));
        assertThat(after.user(session.token())).hasValue("alice");
        now = session.ends();
        assertThat(after.user(session.token())).isEmpty();
    }

    @Test
    void whatIsNoSessionIsNone() {
        Sessions sessions = new Sessions("secret", () -> now);
        for (String token :
                List.of("", "session.", "session..", "session.AA.AA", "session.%.%", "x")) {
            assertThat(sessions.user(token)).as(token).isEmpty();
        }
    }
}
