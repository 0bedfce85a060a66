package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;

import io.avaje.jsonb.Jsonb;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Lines of the log as people and programs read them. */
class JobLinesTest {
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

    @AfterEach
    void forget() {
        MDC.clear();
    }

    private LoggingEvent event(String message, Optional<Throwable> thrown) {
        Logger logger = context.getLogger("io.skyjobs.some.Place");
        LoggingEvent event =
                new LoggingEvent("here", logger, Level.WARN, message, thrown.orElse(null), null);
        event.setTimeStamp(1_772_366_400_123L);
        return event;
    }

    private static Map<?, ?> json(LoggingEvent event) {
        String line = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
        assertThat(line).endsWith("}\n");
        assertThat(line.strip()).doesNotContain("\n");
        return (Map<?, ?>) Jsonb.builder().build().type(Object.class).fromJson(line);
    }

    private String text(LoggingEvent event) {
        org.slf4j.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Iterable<ch.qos.logback.core.Appender<ILoggingEvent>> appenders =
                () -> ((Logger) root).iteratorForAppenders();
        OutputStreamAppender<ILoggingEvent> out =
                StreamSupport.stream(appenders.spliterator(), false)
                        .filter(OutputStreamAppender.class::isInstance)
                        .map(it -> (OutputStreamAppender<ILoggingEvent>) it)
                        .findFirst()
                        .orElseThrow();
        LayoutWrappingEncoder<ILoggingEvent> encoder =
                (LayoutWrappingEncoder<ILoggingEvent>) out.getEncoder();
        return ((PatternLayout) encoder.getLayout()).doLayout(event);
    }

    @Test
    void aLineOfAJobNamesItAsNumbers() {
        MDC.put("job", "7");
        MDC.put("task", "0");
        MDC.put("attempt", "2");
        LoggingEvent event = event("it said \"no\"\nand left", Optional.empty());
        assertThat(new String(new JsonLines().encode(event), StandardCharsets.UTF_8))
                .contains("\"job\":7,\"task\":0,\"attempt\":2,");
        Map<?, ?> line = json(event);
        assertThat(line.get("time")).isEqualTo("2026-03-01T12:00:00.123Z");
        assertThat(line.get("level")).isEqualTo("WARN");
        assertThat(line.get("logger")).isEqualTo("io.skyjobs.some.Place");
        assertThat(line.get("message")).isEqualTo("it said \"no\"\nand left");
        assertThat(line.containsKey("error")).isFalse();
    }

    @Test
    void aTraceIsAFieldOfItsLine() {
        Map<?, ?> line = json(event("it broke", Optional.of(new IllegalStateException("why"))));
        assertThat(String.valueOf(line.get("error")))
                .startsWith("java.lang.IllegalStateException: why")
                .contains("\tat ");
        assertThat(line.containsKey("job")).isFalse();
    }

    @Test
    void peopleReadTheJobBeforeTheMessage() {
        assertThat(text(event("nobody", Optional.empty()))).endsWith("WARN  Place: nobody\n");
        MDC.put("job", "7");
        assertThat(text(event("a job", Optional.empty()))).endsWith("Place: [job 7] a job\n");
        MDC.put("task", "0");
        MDC.put("attempt", "2");
        assertThat(text(event("an attempt", Optional.empty())))
                .endsWith("Place: [job 7 task 0 attempt 2] an attempt\n");
    }
}
