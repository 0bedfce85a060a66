package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the server's own log says of jobs. */
class LogStoryTest {
    /** The JDK's own word on each process that is started, which is else not written. */
    private static final String PROCESSES = "java.lang.ProcessBuilder";

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Kept kept = new Kept();

    @TempDir Path directory;

    @BeforeEach
    void listen() {
        kept.setContext(context);
        kept.start();
        root.addAppender(kept);
    }

    @AfterEach
    void forget() {
        context.getLogger(PROCESSES).setLevel(null);
        context.getLogger(PROCESSES).setAdditive(true);
        root.detachAppender(kept);
    }

    /** A line, with the context of its thread. */
    private record Line(String message, Map<String, String> subject) {}

    /** Keeps what is logged. */
    private static final class Kept extends AppenderBase<ILoggingEvent> {
        private final List<Line> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(new Line(event.getFormattedMessage(), Map.copyOf(event.getMDCPropertyMap())));
        }

        List<Line> with(String text) {
            return lines.stream().filter(line -> line.message().contains(text)).toList();
        }
    }

    /** A line about a job names it where programs that gather logs look for it. */
    @Test
    void troubleOfAJobIsLoggedWithItsNumber() throws IOException {
        try (World world = World.given(Clouds.two(), directory)) {
            // Where a directory should be: no log can be kept.
            world.file(".sky/logs", "");
            Job job = world.launch("{name: loud, run: 'echo hello'}");
            Patience.await(
                    () -> "a line about a job",
                    () -> Optional.of(kept).filter(it -> !it.with("an action broke").isEmpty()));
            Files.delete(world.path(".sky/logs"));
            job.endsAs("SUCCEEDED");
            assertThat(kept.with("an action broke"))
                    .allSatisfy(line -> assertThat(line.subject()).containsEntry("job", "1"));
        }
    }

    /** Whoever works for an attempt need not know whose it is to say so. */
    @Test
    void whatALibraryLogsWithinAnActionNamesTheAttempt() {
        Logger processes = context.getLogger(PROCESSES);
        processes.setLevel(Level.TRACE);
        processes.setAdditive(false);
        processes.addAppender(kept);
        try (World world = World.given(Clouds.two(), directory)) {
            world.launch("{name: quiet, run: 'true'}").endsAs("SUCCEEDED");
        } finally {
            processes.detachAppender(kept);
        }
        assertThat(kept.lines)
                .anySatisfy(
                        line ->
                                assertThat(line.subject())
                                        .containsEntry("job", "1")
                                        .containsEntry("task", "0")
                                        .containsEntry("attempt", "1"));
    }
}
