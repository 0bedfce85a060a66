package io.skyjobs.app.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;

import io.avaje.json.JsonWriter;
import io.avaje.jsonb.Jsonb;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * A log line as a JSON object: time, level, logger, then the job, the task and the attempt that it
 * is about, as numbers, then the message, and the trace of what was thrown.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final List<String> SUBJECT = List.of("job", "task", "attempt");
    private static final byte[] NOTHING = {};

    private final Jsonb jsonb = Jsonb.builder().build();

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonWriter json = jsonb.writer(line)) {
            json.beginObject();
            field(
                    json,
                    "time",
                    Instant.ofEpochMilli(event.getTimeStamp())
                            .truncatedTo(ChronoUnit.MILLIS)
                            .toString());
            field(json, "level", event.getLevel().toString());
            field(json, "logger", event.getLoggerName());
            Map<String, String> about = event.getMDCPropertyMap();
            for (String key : SUBJECT) {
                String value = about.get(key);
                if (value != null) {
                    json.name(key);
                    json.value(Long.parseLong(value));
                }
            }
            field(json, "message", event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
                field(json, "error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            json.endObject();
        }
        line.write('\n');
        return line.toByteArray();
    }

    private static void field(JsonWriter json, String name, String value) {
        json.name(name);
        json.value(value);
    }
}
