package io.skyjobs.core.controller;

import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.persistence.StoreWrite.TaskEvent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the mailboxes of all jobs share. Safe for use from many threads. */
interface ControllerCore {
    Parts parts();

    LaunchSlots slots();

    TaskActions actions();

    /** What the mailboxes share of object stores. */
    StorageDesk storage();

    /** Tells others of changes. */
    WebhookDesk webhooks();

    /** Our clock, cut to milliseconds as the store keeps it. */
    Instant now();

    /** Whether this process still has the right to act. */
    boolean mayAct();

    /** Why this process has no right to act, in one sentence. */
    String whyNotActing();

    /** Gives up the right to act: something could not be stored. */
    void halt(String sentence);

    /**
     * A change of a job is durable.
     *
     * @param freesRoom whether machines went away with it
     */
    void committed(
            JobProcess process,
            List<TaskEvent> events,
            List<ClusterRecord> clusters,
            boolean freesRoom);

    /** Nothing is left to do for a job. */
    void ended(JobProcess process);

    /** What stands in the way of looking after a job now; empty when nothing does any more. */
    void troubled(long job, Optional<String> sentence);

    /** An action broke; the workload is left alone and the action is tried again. */
    void quarantined(long job, String sentence);

    /** Whether the place of an attempt can make lost nodes again and leave the others. */
    boolean replacesNodes(Attempt attempt);

    /** Whether the provider of an attempt tells us of changes. */
    boolean isWatched(Attempt attempt);

    /** Whether somebody is reading the job's logs now. */
    boolean isAttended(long job);

    /** Whether a cluster went away after an instant. */
    boolean freedSince(Instant instant);

    /** How often to fetch logs that do not grow, so that all of them together stay cheap. */
    Duration logsIdle();
}
