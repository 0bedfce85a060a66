package io.skyjobs.testkit;

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
public class ScriptedServer implements AutoCloseable {
    private final HttpServer server;
    private final AtomicReference<Script> script = new AtomicReference<>(exchange -> {});
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    /** Listens from now on, and answers nothing until it is told what. */
    public ScriptedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** What the server does with a request. */
    @FunctionalInterface
    public interface Script {
        /** Answers, once; the body was read already. */
        void answer(HttpExchange exchange) throws IOException;
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

    /** From now on every request is answered by this. */
    public final void says(Script next) {
        script.set(next);
    }

    /** Sends a status and a body of XML, or none when it is empty. */
    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Method and path of each request so far. */
    public final List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    /** Its address, without a slash at the end. */
    public final String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public final void close() {
        server.stop(0);
    }
}
