package io.skyjobs.providers.store.s3;

import io.skyjobs.testkit.ScriptedServer;

import java.io.IOException;

/** A server of tests that knows how the store says an error. */
final class CannedServer extends ScriptedServer {
    CannedServer() throws IOException {}

    /** From now on every answer is an error; one to HEAD has no body. */
    void says(int status, String code) {
        says(
                exchange -> {
                    String body =
                            """
                            <?xml version="1.0" encoding="UTF-8"?>
                            <Error><Code>%s</Code><Message>Said by a test.</Message>\
                            <RequestId>4442587FB7D0A2F9</RequestId><HostId>host</HostId></Error>"""
                                    .formatted(code);
                    send(exchange, status, exchange.getRequestMethod().equals("HEAD") ? "" : body);
                });
    }
}
