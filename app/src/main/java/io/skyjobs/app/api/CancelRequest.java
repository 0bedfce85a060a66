package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Optional;

/**
 * Which jobs to cancel: exactly one of the selectors is used.
 *
 * @param jobIds these
 * @param name the one running job of that name
 * @param all all of the user
 * @param allUsers all of everybody
 * @param userName who asks
 * @param graceSeconds how long runs may take to end and to save what they have; 0 for not waiting
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record CancelRequest(
        List<Long> jobIds,
        Optional<String> name,
        boolean all,
        boolean allUsers,
        String userName,
        long graceSeconds) {
    public CancelRequest {
        jobIds = Wire.list(jobIds);
        name = Wire.maybe(name);
        userName = Wire.text(userName);
    }
}
