package io.skyjobs.app.server;

import io.helidon.webserver.WebServer;

import java.util.List;

/** Entry of the server process. */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] arguments) {
        WebServer server =
                WebServer.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .routing(
                                routes ->
                                        routes.get(
                                                "/api/health",
                                                (request, response) -> response.send("ok")))
                        .build()
                        .start();
        if (List.of(arguments).contains("aot-train")) {
            server.stop();
        }
    }
}
