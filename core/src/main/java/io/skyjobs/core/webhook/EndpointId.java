package io.skyjobs.core.webhook;

import java.util.OptionalInt;

/** The stable names under which the messages of an endpoint are stored. */
public final class EndpointId {
    /** Before the name of an endpoint that the server's configuration names. */
    public static final String SERVER = "server/";

    /** Before the place of an endpoint within the webhooks of a job. */
    public static final String JOB = "job/";

    private EndpointId() {}

    /** Of an endpoint of the server's configuration. */
    public static String ofServer(String name) {
        return SERVER + name;
    }

    /** Of the webhook of a job at this place, from 0. */
    public static String ofJob(int place) {
        return JOB + place;
    }

    /** The place within the webhooks of a job; empty for one of the server. */
    public static OptionalInt place(String id) {
        return id.startsWith(JOB)
                ? OptionalInt.of(Integer.parseInt(id.substring(JOB.length())))
                : OptionalInt.empty();
    }
}
