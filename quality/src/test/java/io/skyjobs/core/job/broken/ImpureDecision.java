package io.skyjobs.core.job.broken;

import org.slf4j.Logger;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;

/** Does what a pure package must not do. Naming a {@link URI} is the one thing here that it may. */
@SuppressWarnings("unused")
final class ImpureDecision {
    private Logger logger;
    private Connection connection;
    private URI allowed;

    String read(URL place) throws IOException {
        return Files.readString(Path.of(place.getPath()));
    }

    String thread() {
        return Thread.currentThread().getName();
    }
}
