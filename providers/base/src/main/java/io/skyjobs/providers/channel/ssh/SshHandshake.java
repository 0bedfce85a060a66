package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.ssh.SshTrouble.Kind;

import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Makes a session with a host, from the look-up of its name until it has let us in, each step under
 * its own limit. Blocks; for a thread of its own.
 */
final class SshHandshake {
    private static final ThreadFactory LOOK_UPS =
            Thread.ofPlatform().daemon().name("ssh-look-up-", 0).factory();

    private final SshEngine engine;
    private final SshRoutes routes;
    private final SshCarriers carriers;
    private final SshLimits limits;
    private final Semaphore turns;
    private final Consumer<ClientSession> made;

    /** Of which at most a number go on at once; the others wait for their turn. */
    SshHandshake(
            SshEngine engine,
            SshRoutes routes,
            SshCarriers carriers,
            Consumer<ClientSession> made) {
        this.made = made;
        this.engine = engine;
        this.routes = routes;
        this.carriers = carriers;
        this.limits = engine.settings().limits();
        this.turns = new Semaphore(engine.settings().handshakes(), true);
    }

    /** A session that has been let in. */
    ClientSession connect(SshTarget target) throws SshTroubleException {
        var route = routes.of(target);
        // A jump takes a turn of its own, so ours must not be held while we wait for it.
        var pipe = carriers.open(route);
        try {
            turns.acquire();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            pipe.ifPresent(opened -> opened.end().run());
            throw new SshTroubleException(Kind.LOST, route.title() + ": interrupted.");
        }
        try (var identities = routes.identities(route)) {
            return letIn(new SshAttempt(route, identities, pipe));
        } finally {
            turns.release();
        }
    }

    private ClientSession letIn(SshAttempt attempt) throws SshTroubleException {
        var session = open(attempt);
        try {
            proveKey(attempt);
            session.auth().verify(limits.authentication());
            attempt.forgetKeys();
            made.accept(session);
            return session;
        } catch (IOException | RuntimeException failure) {
            session.close(true);
            throw new SshTroubleException(
                    attempt.trouble()
                            .orElseGet(
                                    () ->
                                            SshTroubles.ofAuthentication(
                                                    attempt, limits.authentication(), failure)));
        } catch (SshTroubleException failure) {
            session.close(true);
            throw failure;
        }
    }

    private void proveKey(SshAttempt attempt) throws SshTroubleException {
        var limit = limits.keyExchange();
        try {
            if (!attempt.keyed().get(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SshTroubleException(
                        attempt.trouble()
                                .orElseGet(() -> SshTroubles.unproved(attempt, Optional.empty())));
            }
        } catch (TimeoutException slow) {
            throw new SshTroubleException(
                    SshTroubles.tooSlow(attempt.route(), "the exchange of keys", limit));
        } catch (ExecutionException failure) {
            throw new SshTroubleException(SshTroubles.ofSession(attempt, failure));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SshTroubleException(Kind.LOST, attempt.route().title() + ": interrupted.");
        }
    }

    private ClientSession open(SshAttempt attempt) throws SshTroubleException {
        var route = attempt.route();
        var context = AttributeRepository.ofKeyValuePair(SshAttempt.KEY, attempt);
        if (attempt.pipe().isPresent()) {
            var nominal = InetSocketAddress.createUnresolved(route.address(), route.port());
            return open(attempt, nominal, context, limits.connect());
        }
        var deadline = System.nanoTime() + limits.connect().toNanos();
        var addresses = addresses(route);
        for (var i = 0; ; i++) {
            var left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            var share = left.dividedBy(addresses.size() - i);
            try {
                var address = new InetSocketAddress(addresses.get(i), route.port());
                return open(attempt, address, context, share);
            } catch (SshTroubleException failure) {
                if (i == addresses.size() - 1) {
                    throw failure;
                }
            }
        }
    }

    private ClientSession open(
            SshAttempt attempt, SocketAddress address, AttributeRepository context, Duration limit)
            throws SshTroubleException {
        try {
            return engine.client()
                    .connect(attempt.route().user(), address, context, null)
                    .verify(limit)
                    .getClientSession();
        } catch (IOException | RuntimeException failure) {
            attempt.pipe().ifPresent(opened -> opened.end().run());
            throw new SshTroubleException(
                    SshTroubles.ofConnect(attempt.route(), limits.connect(), failure));
        }
    }

    /**
     * The system's look-up has no limit of its own, so it gets a thread that may be left behind.
     */
    private List<InetAddress> addresses(SshRoute route) throws SshTroubleException {
        Callable<List<InetAddress>> lookUp =
                () -> List.of(InetAddress.getAllByName(route.address()));
        var asked = new FutureTask<>(lookUp);
        LOOK_UPS.newThread(asked).start();
        try {
            return asked.get(limits.connect().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            throw new SshTroubleException(
                    SshTroubles.tooSlow(route, "the look-up of its name", limits.connect()));
        } catch (ExecutionException failed) {
            throw new SshTroubleException(
                    failed.getCause() instanceof UnknownHostException
                            ? SshTroubles.unknownHost(route)
                            : SshTroubles.ofConnect(route, limits.connect(), failed));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SshTroubleException(Kind.LOST, route.title() + ": interrupted.");
        }
    }
}
