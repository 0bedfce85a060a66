package io.skyjobs.providers.store.azureblob;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** A server on a port of loopback that says what it was told to say, to whatever it is asked. */
final class CannedServer implements AutoCloseable {
    private final HttpServer server;
    private final AtomicReference<Script> script = new AtomicReference<>(exchange -> {});
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private CannedServer(HttpServer server) {
        this.server = server;
    }

    /** What the server does with a request. */
    interface Script {
        void answer(HttpExchange exchange) throws IOException;
    }

    static CannedServer start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CannedServer canned = new CannedServer(server);
        server.createContext("/", canned::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return canned;
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.getRequestBody().readAllBytes();
            script.get().answer(exchange);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    void says(Script next) {
        script.set(next);
    }

    /** From now on every answer is an error; one to HEAD has no body. */
    void says(int status, String code) {
        says(
                exchange -> {
                    if (!code.isEmpty()) {
                        exchange.getResponseHeaders().set("x-ms-error-code", code);
                    }
                    String body =
                            """
                            <?xml version="1.0" encoding="utf-8"?>
                            <Error><Code>%s</Code><Message>Said by a test.</Message></Error>"""
                                    .formatted(code);
                    send(exchange, status, exchange.getRequestMethod().equals("HEAD") ? "" : body);
                });
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Method and path of each request so far. */
    List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
