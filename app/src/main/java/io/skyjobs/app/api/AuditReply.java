package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;

/**
 * What was asked of the server.
 *
 * @param lines oldest first
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record AuditReply(List<AuditLine> lines) {
    public AuditReply {
        lines = Wire.list(lines);
    }

    /**
     * One step of a command: that it was asked for, before anything is done, or what came of it.
     *
     * @param at when
     * @param request id of the request, the same for its two steps
     * @param step {@code asked}, {@code answered} or {@code refused}
     * @param actor who; empty when not known
     * @param role its role
     * @param remote address from which it came
     * @param method of the request
     * @param path of the request
     * @param status of the answer; 0 when it was only asked for
     * @param about what it was about, such as {@code jobs 3 4}; may be empty
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record AuditLine(
            Instant at,
            String request,
            String step,
            String actor,
            String role,
            String remote,
            String method,
            String path,
            int status,
            String about) {
        public AuditLine {
            at = Wire.need(at, "at");
            request = Wire.text(request);
            step = Wire.text(step);
            actor = Wire.text(actor);
            role = Wire.text(role);
            remote = Wire.text(remote);
            method = Wire.text(method);
            path = Wire.text(path);
            about = Wire.text(about);
        }
    }
}
