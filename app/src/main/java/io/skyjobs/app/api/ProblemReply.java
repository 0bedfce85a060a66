package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Optional;

/**
 * Why a request was not carried out, as {@code application/problem+json}.
 *
 * @param type name of the kind of problem as a URI: {@code urn:skyjobs:problem:} and the code
 * @param status HTTP status
 * @param code stable code that scripts may rely on, such as {@code NO_SUCH_JOB}
 * @param title name of the kind of error, as it stands before the message
 * @param message one sentence for people
 * @param hint what to do about it
 * @param problems what is wrong with a task file, when it is about one
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record ProblemReply(
        String type,
        int status,
        String code,
        String title,
        String message,
        Optional<String> hint,
        List<Item> problems) {
    /** What the type begins with; a URN, since no address of a server is the same everywhere. */
    public static final String TYPES = "urn:skyjobs:problem:";

    public ProblemReply {
        code = Wire.need(code, "code");
        type = type == null ? TYPES + code : type;
        title = Wire.text(title);
        message = Wire.text(message);
        hint = Wire.maybe(hint);
        problems = Wire.list(problems);
    }

    /** A problem without particulars. */
    public static ProblemReply of(int status, ProblemCode code, String message) {
        return new ProblemReply(
                TYPES + code.name(),
                status,
                code.name(),
                code.title(),
                message,
                Optional.empty(),
                List.of());
    }

    /** The same with a hint. */
    public ProblemReply hinting(String text) {
        return new ProblemReply(type, status, code, title, message, Optional.of(text), problems);
    }

    /** The same with what is wrong, one by one. */
    public ProblemReply listing(List<Item> items) {
        return new ProblemReply(type, status, code, title, message, hint, items);
    }

    /** Whether it is about this. */
    public boolean is(ProblemCode wanted) {
        return wanted.name().equals(code);
    }

    /**
     * One thing wrong with what the user wrote.
     *
     * @param severity {@code ERROR} or {@code WARNING}
     * @param file the file as the user named it
     * @param line from 1; 0 when the whole file is meant
     * @param column from 1; 0 when the whole line is meant
     * @param field path of the field or the flag; may be empty
     * @param message one sentence
     * @param hint what to do about it
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Item(
            String severity,
            Optional<String> file,
            int line,
            int column,
            String field,
            String message,
            Optional<String> hint) {
        public Item {
            severity = severity == null ? "ERROR" : severity;
            file = Wire.maybe(file);
            field = Wire.text(field);
            message = Wire.text(message);
            hint = Wire.maybe(hint);
        }

        /** {@code train.yaml:4:9: resources.cpus: message}, with whatever parts are known. */
        public String sentence() {
            StringBuilder text = new StringBuilder();
            file.ifPresent(name -> text.append(name).append(place()).append(": "));
            if (!field.isEmpty()) {
                text.append(field).append(": ");
            }
            return text.append(message).toString();
        }

        private String place() {
            return line <= 0 ? "" : ":" + line + (column <= 0 ? "" : ":" + column);
        }
    }

    /** The problem that a body is; empty when something else answered, or an old server. */
    static Optional<ProblemReply> parse(byte[] body) {
        try {
            return body.length == 0
                    ? Optional.empty()
                    : Optional.of(JsonText.read(ProblemReply.class, body));
        } catch (JsonText.JsonProblem notOurs) {
            return Optional.empty();
        }
    }

    /** What a status alone says. */
    static ProblemReply ofStatus(int status) {
        return switch (status) {
            // The JDK drops the body of these where a body was sent.
            case 401 -> of(status, ProblemCode.UNAUTHORIZED, "The token is missing or wrong.");
            case 403 -> of(status, ProblemCode.FORBIDDEN, "This token may not do that.");
            default ->
                    of(
                            status,
                            ProblemCode.INTERNAL,
                            "The server answered with HTTP status " + status);
        };
    }
}
