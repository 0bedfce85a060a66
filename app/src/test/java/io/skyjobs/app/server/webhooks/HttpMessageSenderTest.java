package io.skyjobs.app.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.Receiver;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.JsonText.JsonProblem;
import io.skyjobs.app.api.WebhookEvent;
import io.skyjobs.core.controller.Timers;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.webhook.Endpoint;
import io.skyjobs.core.webhook.EndpointUrl;
import io.skyjobs.core.webhook.Message;
import io.skyjobs.core.webhook.MessageSender.Answer;
import io.skyjobs.core.webhook.StatusChange;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** Requests to real receivers on loopback, good ones and bad ones (P-50). */
class HttpMessageSenderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String KEY = "a key of twenty bytes";
    private static final Duration SHORT = Duration.ofMillis(1500);

    private final Timer clockwork = new Timer("clockwork", true);
    private final Timers timers =
            (delay, task) ->
                    clockwork.schedule(
                            new TimerTask() {
                                @Override
                                public void run() {
                                    task.run();
                                }
                            },
                            delay.toMillis());
    private final List<AutoCloseable> open = new ArrayList<>();
    @TempDir Path directory;

    private Receiver receiver;

    HttpMessageSenderTest() throws IOException {
        receiver = new Receiver();
    }

    @BeforeEach
    void keep() {
        open.add(receiver);
        open.add(clockwork::cancel);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private HttpMessageSender sender(
            boolean jobsReachPrivate, AddressLookup.Resolver resolver, SSLSocketFactory tls) {
        HttpMessageSender sender =
                new HttpMessageSender(
                        new PinnedPost(tls, timers, SHORT),
                        InstantSource.fixed(NOW),
                        jobsReachPrivate,
                        resolver);
        open.add(sender);
        return sender;
    }

    private HttpMessageSender sender() {
        return sender(
                false, InetAddress::getAllByName, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private static Endpoint endpoint(String url, boolean trusted) {
        return new Endpoint("server/ops", "ops", URI.create(url), KEY, Set.of(), trusted);
    }

    private static Message message() {
        return new Message(
                "msg_abc123_7_9",
                new Message.Job(7, "train \"a\"", "ada", "default", "one"),
                9,
                new StatusChange(
                        Optional.of(ManagedJobStatus.RUNNING),
                        ManagedJobStatus.RECOVERING,
                        NOW.minusSeconds(5),
                        0,
                        2,
                        Optional.empty(),
                        Reason.of(ReasonCode.PREEMPTED, "The machine was taken back.")),
                1_250_000);
    }

    private static String refusal(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer).sentence();
    }

    @Test
    void aMessageIsSignedAndHasAForm() throws JsonProblem {
        Answer answer = sender().send(endpoint(receiver.url("/hook?a=b"), true), message());

        assertThat(answer).isEqualTo(new Answer.Taken(204));
        Receiver.Request request = receiver.requests().getFirst();
        assertThat(request.path()).isEqualTo("/hook?a=b");
        assertThat(request.id()).isEqualTo("msg_abc123_7_9");
        assertThat(request.timestamp()).isEqualTo(Long.toString(NOW.getEpochSecond()));
        assertThat(request.isSignedWith(KEY.getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(request.isSignedWith("another".getBytes(StandardCharsets.UTF_8))).isFalse();
        WebhookEvent event =
                JsonText.read(WebhookEvent.class, request.body().getBytes(StandardCharsets.UTF_8));
        assertThat(event.type()).isEqualTo("job.status_changed");
        assertThat(event.version()).isEqualTo(1);
        assertThat(event.data().jobName()).isEqualTo("train \"a\"");
        assertThat(event.data().oldStatus()).contains("RUNNING");
        assertThat(event.data().newStatus()).isEqualTo("RECOVERING");
        assertThat(event.data().costUsd()).isEqualTo(1.25);
        assertThat(request.body()).contains("\"job_id\":7", "\"sequence\":9");
    }

    /** The example of the specification, so that the libraries of others verify ours. */
    @Test
    void theSignatureIsThatOfTheSpecification() {
        byte[] key =
                io.skyjobs.core.webhook.SigningKey.bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .orElseThrow();
        assertThat(
                        WebhookSignature.of(
                                key,
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                "1614265330",
                                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void whatIsNotTakenIsSaid() {
        Endpoint endpoint = endpoint(receiver.url("/"), true);
        receiver.answering(503);
        assertThat(refusal(sender().send(endpoint, message())))
                .isEqualTo("It answered with status 503.");
        receiver.answering(307);
        assertThat(refusal(sender().send(endpoint, message())))
                .isEqualTo("It answered with status 307, and redirects are not followed.");
        assertThat(receiver.requests()).extracting(Receiver.Request::path).containsOnly("/");
        receiver.close();
        assertThat(refusal(sender().send(endpoint, message())))
                .isEqualTo("Nobody answers at its address.");
    }

    /** Jobs reach neither this machine nor its network, by whatever name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/",
                "http://localhost:PORT/",
                "http://[::1]:PORT/",
                "http://[::ffff:127.0.0.1]:PORT/",
                "http://0.0.0.0:PORT/",
                "http://2130706433:PORT/"
            })
    void jobsDoNotReachThisMachine(String url) {
        Endpoint endpoint = endpoint(url.replace("PORT", Integer.toString(receiver.port())), false);
        assertThat(refusal(sender().send(endpoint, message())))
                .isIn(
                        "Its address is not public, and webhooks of jobs may reach nothing else"
                                + " here.",
                        "Its host is not known.");
        assertThat(receiver.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.1/", "http://0x7f.0.0.1/"})
    void numbersThatOnlySomeTakeForAddressesAreNoHosts(String url) {
        assertThat(EndpointUrl.of(url, true).url()).isEmpty();
    }

    @Test
    void unlessTheConfigurationSaysSo() {
        HttpMessageSender sender =
                sender(
                        true,
                        InetAddress::getAllByName,
                        (SSLSocketFactory) SSLSocketFactory.getDefault());
        assertThat(sender.send(endpoint(receiver.url("/"), false), message()))
                .isEqualTo(new Answer.Taken(204));
    }

    /** A name that is public when it is checked and private when it is used is looked up once. */
    @Test
    void aNameIsLookedUpOnceAndAllOfItsAddressesAreChecked() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        InetAddress here = InetAddress.getLoopbackAddress();
        InetAddress there = InetAddress.ofLiteral("192.0.0.8");
        HttpMessageSender rebinding =
                sender(
                        false,
                        host ->
                                new InetAddress[] {
                                    asked.getAndIncrement() == 0
                                            ? InetAddress.ofLiteral("8.8.8.8")
                                            : here,
                                    there
                                },
                        (SSLSocketFactory) SSLSocketFactory.getDefault());
        Endpoint endpoint = endpoint("http://rebind.test:" + receiver.port() + "/", false);
        assertThat(refusal(rebinding.send(endpoint, message()))).startsWith("Its address is not");
        assertThat(asked).hasValue(1);
        assertThat(receiver.requests()).isEmpty();
    }

    /** Receivers that accept and say nothing, or a byte at a time for ever, or far too much. */
    @ParameterizedTest
    @ValueSource(strings = {"silent", "drip", "flood", "nonsense"})
    void aBadReceiverHoldsNobodyForLong(String kind) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CountDownLatch over = new CountDownLatch(1);
            Thread bad =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (Socket wire = socket.accept()) {
                                            behave(kind, wire, over);
                                        } catch (IOException gone) {
                                            // What the test waits for.
                                        }
                                    });
            long start = System.nanoTime();
            String said =
                    refusal(
                            sender().send(
                                            endpoint(
                                                    "http://127.0.0.1:"
                                                            + socket.getLocalPort()
                                                            + "/",
                                                    true),
                                            message()));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(SHORT.multipliedBy(3));
            assertThat(said).contains("did not answer within 1 seconds.");
            over.countDown();
            bad.join();
        }
    }

    private static void behave(String kind, Socket wire, CountDownLatch over) throws IOException {
        OutputStream out = wire.getOutputStream();
        try {
            switch (kind) {
                case "silent" -> over.await();
                case "drip" -> {
                    while (!over.await(100, TimeUnit.MILLISECONDS)) {
                        out.write('H');
                        out.flush();
                    }
                }
                case "flood" -> {
                    byte[] much = new byte[64 * 1024];
                    while (over.getCount() > 0) {
                        out.write(much);
                    }
                }
                default -> out.write("SSH-2.0-x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** One host whose lookup hangs keeps no other from being told. */
    @Test
    void aLookupThatHangsHoldsBackOnlyItself() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HttpMessageSender sender =
                sender(
                        false,
                        host -> {
                            if (host.equals("hangs.test")) {
                                try {
                                    never.await();
                                } catch (InterruptedException given) {
                                    Thread.currentThread().interrupt();
                                }
                            }
                            return new InetAddress[] {InetAddress.getLoopbackAddress()};
                        },
                        (SSLSocketFactory) SSLSocketFactory.getDefault());
        Thread stuck =
                Thread.ofVirtual()
                        .start(() -> sender.send(endpoint("http://hangs.test/", true), message()));
        assertThat(sender.send(endpoint(receiver.url("/"), true), message()))
                .isEqualTo(new Answer.Taken(204));
        stuck.interrupt();
        stuck.join();
        never.countDown();
    }

    /** The address is pinned, and the certificate must still be that of the name. */
    @Test
    void theCertificateMustBeThatOfTheName() throws Exception {
        SSLContext context = TestCertificate.of("hook.test", directory);
        ServerSocket socket =
                context.getServerSocketFactory()
                        .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
        HttpMessageSender trusting =
                sender(
                        false,
                        host -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                        context.getSocketFactory());
        String port = ":" + socket.getLocalPort() + "/";
        assertThat(trusting.send(endpoint("https://hook.test" + port, true), message()))
                .isEqualTo(new Answer.Taken(200));
        assertThat(refusal(trusting.send(endpoint("https://other.test" + port, true), message())))
                .startsWith("TLS with it failed: ");
        assertThat(refusal(sender().send(endpoint("https://localhost" + port, true), message())))
                .startsWith("TLS with it failed: ");
    }

    private static void serve(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (Socket wire = socket.accept()) {
                answer(wire);
            } catch (IOException refused) {
                // The next one, or the end.
            }
        }
    }

    private static void answer(Socket wire) throws IOException {
        InputStream in = wire.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int letter = in.read();
            if (letter < 0) {
                return;
            }
            head.append((char) letter);
        }
        wire.getOutputStream()
                .write(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
    }
}
