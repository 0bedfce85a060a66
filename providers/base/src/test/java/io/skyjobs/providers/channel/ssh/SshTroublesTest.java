package io.skyjobs.providers.channel.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.providers.channel.ssh.SshTrouble.Kind;

import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.junit.jupiter.api.Test;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** What the library and the JDK throw, as they throw it, and what a person is told. */
final class SshTroublesTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final SshRoute ROUTE =
            new SshRoute(
                    "ada@gpu-1:2222",
                    "10.0.0.7",
                    2222,
                    "ada",
                    new SshRoute.Keys(List.of(), false, List.of(), Optional.empty(), false),
                    new SshRoute.Trust("[10.0.0.7]:2222", List.of(), List.of(), true),
                    new SshRoute.Carrier.Direct());

    private static SshTrouble connecting(Throwable failure) {
        return SshTroubles.ofConnect(ROUTE, LIMIT, failure);
    }

    private static SshAttempt attempt(List<String> names, List<String> notes) {
        return new SshAttempt(
                ROUTE, new SshIdentities(List.of(), names, notes, () -> {}), Optional.empty());
    }

    @Test
    void aPortOnWhichNobodyListens() {
        assertThat(connecting(new SshException(new ConnectException("Connection refused"))))
                .isEqualTo(
                        new SshTrouble(
                                Kind.REFUSED,
                                "ada@gpu-1:2222: nobody listens on port 2222 of 10.0.0.7; sshd does not run there, or on another port."));
    }

    @Test
    void aNetworkWithoutAWay() {
        for (var failure :
                List.of(
                        new NoRouteToHostException("No route to host"),
                        new ConnectException("Network is unreachable"))) {
            var trouble = connecting(new IOException(new ExecutionException(failure)));
            assertThat(trouble.kind()).isEqualTo(Kind.NO_ROUTE);
            assertThat(trouble.sentence()).contains("no way to 10.0.0.7");
        }
    }

    @Test
    void aStepThatIsTooSlow() {
        assertThat(connecting(new SshException(new TimeoutException())))
                .isEqualTo(
                        new SshTrouble(
                                Kind.TIMED_OUT,
                                "ada@gpu-1:2222: connecting took longer than 10 s; the host is off, overloaded, or a firewall drops what we send."));
        assertThat(connecting(new ConnectException("Connection timed out")).kind())
                .isEqualTo(Kind.TIMED_OUT);
    }

    @Test
    void anotherFailureOfConnectingIsSaidAsItIs() {
        assertThat(connecting(new SocketException("Permission denied.")).sentence())
                .isEqualTo("ada@gpu-1:2222: connecting failed: Permission denied.");
    }

    @Test
    void aHostThatLetsNobodyIn() {
        var refused = new SshException(SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE);
        var trouble =
                SshTroubles.ofAuthentication(
                        attempt(List.of("/k/a", "/k/b"), List.of("there is no key file /k/c")),
                        LIMIT,
                        refused);
        assertThat(trouble.kind().personMustAct()).isTrue();
        assertThat(trouble.sentence())
                .isEqualTo(
                        "ada@gpu-1:2222 does not let user ada in: it took none of /k/a, /k/b (there is no key file /k/c); put a public key into its ~/.ssh/authorized_keys, or name another key or user.");
    }

    @Test
    void aConnectionThatEndsBeforeTheKey() {
        var trouble = SshTroubles.ofSession(attempt(List.of(), List.of()), new EOFException());
        assertThat(trouble.kind()).isEqualTo(Kind.LOST);
        assertThat(trouble.sentence()).contains("MaxStartups");
        assertThat(
                        SshTroubles.ofSession(
                                        attempt(List.of(), List.of()),
                                        new SshException(
                                                SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED,
                                                "Unable to negotiate key exchange"))
                                .kind())
                .isEqualTo(Kind.NOT_SSH);
    }

    @Test
    void aConnectionThatIsLostLater() {
        var attempt = attempt(List.of(), List.of());
        assertThat(attempt.keyed().complete(true)).isTrue();
        assertThat(SshTroubles.ofSession(attempt, new IOException("Connection reset by peer")))
                .isEqualTo(
                        new SshTrouble(
                                Kind.LOST,
                                "ada@gpu-1:2222: the connection was lost: Connection reset by peer."));
    }

    @Test
    void aChannelThatIsRefused() {
        var refused =
                new SshChannelOpenException(3, SshConstants.SSH_OPEN_CONNECT_FAILED, "open failed");
        assertThat(SshTroubles.ofChannel("ada@gpu-1", LIMIT, refused))
                .isEqualTo(
                        new SshTrouble(
                                Kind.CHANNEL,
                                "ada@gpu-1 refused one more process (open failed); does its sshd allow fewer sessions (MaxSessions)?"));
        assertThat(SshTroubles.ofJump(ROUTE, "ada@gate", LIMIT, refused).sentence())
                .isEqualTo(
                        "ada@gpu-1:2222 cannot be reached over ada@gate, which says: open failed.");
    }
}
