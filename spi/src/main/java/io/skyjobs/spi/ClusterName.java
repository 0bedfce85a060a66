package io.skyjobs.spi;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The one name of a cluster: in our store, in the provider's tags and in directories.
 *
 * <p>Lower-case letters, digits and dashes, at most 63 characters, so that every provider accepts
 * it.
 */
public record ClusterName(String value) implements Comparable<ClusterName> {
    private static final int MAX_LENGTH = 63;
    private static final int MAX_PREFIX = 25;
    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

    public ClusterName {
        if (!ALLOWED.matcher(value).matches() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("not a cluster name: '" + value + "'");
        }
    }

    /**
     * The name of the cluster of an attempt: {@code <job name,
     * cut>-<job>-<task>-<attempt>-<installation>}.
     *
     * <p>The same arguments always give the same name, and different attempts never share one.
     */
    public static ClusterName ofAttempt(
            String jobName, long job, int task, int attempt, String installation) {
        String readable =
                jobName.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+", "");
        readable =
                readable.substring(0, Math.min(MAX_PREFIX, readable.length()))
                        .replaceAll("-+$", "");
        return new ClusterName(
                (readable.isEmpty() ? "job" : readable)
                        + "-"
                        + job
                        + "-"
                        + task
                        + "-"
                        + attempt
                        + "-"
                        + installation);
    }

    @Override
    public int compareTo(ClusterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
