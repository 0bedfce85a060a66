package io.skyjobs.core.persistence;

import io.skyjobs.core.job.ManagedJobStatus;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The number that stands for a status in a column; a number is never given to another status. */
final class StatusCode {
    private static final Map<Integer, ManagedJobStatus> STATUSES =
            Arrays.stream(ManagedJobStatus.values())
                    .collect(Collectors.toUnmodifiableMap(StatusCode::of, Function.identity()));

    private StatusCode() {}

    static int of(ManagedJobStatus status) {
        return switch (status) {
            case PENDING -> 1;
            case STARTING -> 2;
            case RUNNING -> 3;
            case RECOVERING -> 4;
            case CANCELLING -> 5;
            case SUCCEEDED -> 11;
            case CANCELLED -> 12;
            case FAILED -> 13;
            case FAILED_SETUP -> 14;
            case FAILED_PRECHECKS -> 15;
            case FAILED_NO_RESOURCE -> 16;
            case FAILED_CONTROLLER -> 17;
        };
    }

    /** The public name that a stored number stands for. */
    static String name(int code) {
        ManagedJobStatus status = STATUSES.get(code);
        if (status == null) {
            throw new StoreException(
                    "The store holds status "
                            + code
                            + ", which this version of Skyjobs does not know; install the version"
                            + " that wrote it.");
        }
        return status.name();
    }

    /** The numbers of those names that are statuses. */
    static Set<Integer> ofNames(Set<String> names) {
        return Arrays.stream(ManagedJobStatus.values())
                .filter(status -> names.contains(status.name()))
                .map(StatusCode::of)
                .collect(Collectors.toUnmodifiableSet());
    }
}
