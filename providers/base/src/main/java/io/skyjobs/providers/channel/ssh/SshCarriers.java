package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.ssh.SshRoute.Carrier;
import io.skyjobs.providers.channel.ssh.SshTrouble.Kind;
import io.skyjobs.spi.ChannelException;

import org.apache.sshd.common.util.net.SshdSocketAddress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens what carries a connection, where that is not a TCP connection of our own. */
final class SshCarriers {
    private final Jumps jumps;
    private final SshLimits limits;
    private final Path home;

    /** Connections to jump hosts, shared by all that go over them. */
    interface Jumps {
        /** One that is to be given back. */
        SshConnection borrow(SshTarget jump);

        /** No longer needed by one who borrowed it. */
        void giveBack(SshTarget jump);
    }

    SshCarriers(Jumps jumps, SshLimits limits, Path home) {
        this.jumps = jumps;
        this.limits = limits;
        this.home = home;
    }

    /** The pipe for a route; empty for TCP from here. */
    Optional<SshPipe> open(SshRoute route) throws SshTroubleException {
        return switch (route.carrier()) {
            case Carrier.Direct() -> Optional.empty();
            case Carrier.Jump(var through) -> Optional.of(jump(route, through));
            case Carrier.Command(var line) -> Optional.of(command(route, line));
        };
    }

    private SshPipe jump(SshRoute route, SshTarget through) throws SshTroubleException {
        var connection = jumps.borrow(through);
        try {
            var session = connection.session();
            var channel =
                    session.createDirectTcpipChannel(
                            new SshdSocketAddress("127.0.0.1", 0),
                            new SshdSocketAddress(route.address(), route.port()));
            channel.addCloseFutureListener(future -> jumps.giveBack(through));
            try {
                channel.open().verify(limits.connect());
            } catch (IOException | RuntimeException failure) {
                channel.close(true);
                throw new SshTroubleException(
                        SshTroubles.ofJump(route, connection.title(), limits.connect(), failure));
            }
            return new SshPipe(
                    channel.getInvertedOut(),
                    channel.getInvertedIn(),
                    Optional::empty,
                    Thread.ofVirtual().name("ssh-jump-", 0).factory(),
                    () -> channel.close(false));
        } catch (ChannelException unreachable) {
            jumps.giveBack(through);
            var kind = connection.trouble().map(SshTrouble::kind).orElse(Kind.TIMED_OUT);
            throw new SshTroubleException(
                    kind,
                    "%s is behind %s: %s"
                            .formatted(route.title(), connection.title(), unreachable.sentence()));
        } catch (IOException failure) {
            jumps.giveBack(through);
            throw new SshTroubleException(
                    SshTroubles.ofJump(route, connection.title(), limits.connect(), failure));
        }
    }

    private SshPipe command(SshRoute route, String line) throws SshTroubleException {
        try {
            return SshProxyCommand.start(line, home);
        } catch (IOException failure) {
            throw new SshTroubleException(
                    Kind.SETTINGS,
                    "%s: its proxy command cannot be started: %s."
                            .formatted(route.title(), SshTroubles.last(failure)));
        }
    }
}
