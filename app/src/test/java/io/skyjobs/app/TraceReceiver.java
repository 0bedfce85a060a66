package io.skyjobs.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver of OTLP over HTTP on loopback, which reads what it is sent as its makers do. */
public final class TraceReceiver implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    private final HttpServer server;
    private final AtomicInteger status = new AtomicInteger(200);
    private final List<Span> taken = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> services = new CopyOnWriteArrayList<>();
    private final Semaphore arrivals = new Semaphore(0);

    /** Listens at a free port. */
    public TraceReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        int answer = status.get();
        String token = exchange.getRequestHeaders().getFirst("X-Token");
        requests.add(exchange.getRequestURI() + " " + token + " " + answer);
        if (answer == 200) {
            for (ResourceSpans resource :
                    ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
                resource.getResource().getAttributesList().stream()
                        .filter(it -> it.getKey().equals("service.name"))
                        .forEach(it -> services.add(it.getValue().getStringValue()));
                resource.getScopeSpansList().stream()
                        .map(ScopeSpans::getSpansList)
                        .forEach(taken::addAll);
            }
        }
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
        arrivals.release();
    }

    /** Its address, without a path. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What it answers from now on. */
    public void answering(int code) {
        status.set(code);
    }

    /** Path, token and answer of each request. */
    public List<String> requests() {
        return requests;
    }

    /** Names of services that sent something. */
    public List<String> services() {
        return services;
    }

    /** All spans, once there are as many of this name. */
    public List<Span> awaitSpans(String name, int count) throws InterruptedException {
        while (taken.stream().filter(it -> it.getName().equals(name)).count() < count) {
            await();
        }
        return List.copyOf(taken);
    }

    /** Waits until something comes, whatever it is answered with. */
    public void await() throws InterruptedException {
        if (!arrivals.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Nothing more came; so far: " + requests);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
