package io.skyjobs.providers.store.azureblob;

import io.skyjobs.testkit.ScriptedServer;

import java.io.IOException;

/** A server of tests that knows how the store says an error. */
final class CannedServer extends ScriptedServer {
    CannedServer() throws IOException {}

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
}
