package io.skyjobs.app.server;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Iterator;

/** How lines of the server's log are written: {@code api_server.log_format}. */
enum LogForm {
    /** For people. */
    TEXT,
    /** A JSON object each, for programs that gather logs. */
    JSON;

    private static final String SECTION = "api_server";
    private static final String KEY = "log_format";

    /** The configured one; text where nothing is configured. */
    static LogForm of(ServerConfig config) throws StartProblem {
        String word = config.settings(SECTION).getOrDefault(KEY, "text").strip();
        return switch (word) {
            case "text" -> TEXT;
            case "json" -> JSON;
            default ->
                    throw new StartProblem(
                            StartProblem.MISTAKE,
                            "config.yaml: "
                                    + SECTION
                                    + "."
                                    + KEY
                                    + " must be text or json, not '"
                                    + word
                                    + "'.");
        };
    }

    /** Writes all further lines like this. */
    void begin() {
        if (this == TEXT || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        Iterator<Appender<ILoggingEvent>> appenders =
                context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        while (appenders.hasNext()) {
            if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> out) {
                JsonLines lines = new JsonLines();
                lines.setContext(context);
                lines.start();
                out.setEncoder(lines);
            }
        }
    }
}
