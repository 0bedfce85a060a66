package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.JsonText.JsonProblem;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.Wire;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a request carries, read strictly: what cannot be read is answered with status 400 and the
 * name of the parameter.
 *
 * @param request the request
 */
record Parameters(ServerRequest request) {
    /** A whole number that is part of the path. */
    long inPath(String name) {
        return number(request.path().pathParameters().get(name), name, 0, Long.MAX_VALUE);
    }

    /** The text of a query parameter. */
    Optional<String> text(String name) {
        return request.query().contains(name)
                ? Optional.of(request.query().get(name))
                : Optional.empty();
    }

    /** All texts of a query parameter. */
    List<String> texts(String name) {
        return request.query().contains(name) ? request.query().all(name) : List.of();
    }

    /** A whole number within bounds, both included. */
    long number(String name, long standard, long least, long most) {
        Optional<String> text = text(name);
        return text.isPresent() ? number(text.get(), name, least, most) : standard;
    }

    /** {@code true} or {@code false}. */
    boolean flag(String name, boolean standard) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return standard;
        }
        return switch (text.get()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(name, text.get(), "true or false");
        };
    }

    /** An instant in ISO 8601. */
    Optional<Instant> instant(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text.get()));
        } catch (DateTimeException notOne) {
            throw bad(name, text.get(), "an instant such as 2026-01-31T17:00:00Z");
        }
    }

    /** The body as a record. */
    <T> T body(Class<T> type) {
        byte[] bytes;
        try (InputStream stream = request.content().inputStream()) {
            bytes = stream.readNBytes(Wire.MAX_BODY_BYTES + 1);
        } catch (IOException cut) {
            throw RequestProblem.badRequest("The body ended too early.");
        }
        if (bytes.length > Wire.MAX_BODY_BYTES) {
            throw tooLarge();
        }
        try {
            return JsonText.read(type, bytes);
        } catch (JsonProblem broken) {
            throw RequestProblem.badRequest(
                    "The body is not the JSON that is expected here: " + broken.sentence() + ".");
        }
    }

    /** The answer to a body that is too large. */
    static RequestProblem tooLarge() {
        return new RequestProblem(
                ProblemReply.of(
                        413,
                        ProblemCode.TOO_LARGE,
                        "The body is larger than " + Wire.MAX_BODY_BYTES + " bytes."));
    }

    private static long number(String text, String name, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // Said below.
        }
        throw bad(
                name,
                text,
                most == Long.MAX_VALUE
                        ? "a whole number from " + least
                        : "a whole number from " + least + " to " + most);
    }

    private static RequestProblem bad(String name, String text, String wanted) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return RequestProblem.badRequest(
                "The parameter '" + name + "' must be " + wanted + ", not '" + shown + "'.");
    }
}
