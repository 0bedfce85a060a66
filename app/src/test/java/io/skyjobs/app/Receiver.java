package io.skyjobs.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver of webhooks on loopback, which keeps what it took and checks signatures. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger status = new AtomicInteger(204);
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Semaphore arrivals = new Semaphore(0);

    /** What came, whatever it was answered with. */
    public record Request(
            String path, String id, String timestamp, String signature, String body, int answer) {
        /** Whether it is signed with this key, as the specification "Standard Webhooks" says. */
        public boolean isSignedWith(byte[] key) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                byte[] signed =
                        mac.doFinal(
                                (id + "." + timestamp + "." + body)
                                        .getBytes(StandardCharsets.UTF_8));
                return signature.equals("v1," + Base64.getEncoder().encodeToString(signed));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** Listens at a free port. */
    public Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::take);
        server.setExecutor(threads);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int answer = status.get();
            requests.add(
                    new Request(
                            exchange.getRequestURI().toString(),
                            header(exchange, "webhook-id"),
                            header(exchange, "webhook-timestamp"),
                            header(exchange, "webhook-signature"),
                            body,
                            answer));
            exchange.getResponseHeaders().set("Location", url("/elsewhere"));
            exchange.sendResponseHeaders(answer, -1);
            arrivals.release();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    /** Answers with this from now on. */
    public void answering(int other) {
        status.set(other);
    }

    /** All that came, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** What came and was taken, in order. */
    public List<Request> taken() {
        return requests.stream().filter(it -> it.answer() < 300).toList();
    }

    /** Returns when so much was taken, or after half a minute; what was taken by then. */
    public List<Request> awaitTaken(int many) throws InterruptedException {
        return await(many, this::taken);
    }

    /** Returns when so much came, or after half a minute; what came by then. */
    public List<Request> awaitRequests(int many) throws InterruptedException {
        return await(many, this::requests);
    }

    private List<Request> await(int many, Supplier<List<Request>> what)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (what.get().size() < many
                && arrivals.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            arrivals.drainPermits();
        }
        return what.get();
    }

    /** A URL of it. */
    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Its port. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
