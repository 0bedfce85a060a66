package io.skyjobs.core.controller;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.spec.JobSpec;

import java.util.Map;

/** Makes the files that a node needs to run its part of a task. Does not block. */
public interface Bundles {
    /**
     * The files for one node.
     *
     * @param of what is to run
     * @param rank the node, 0 for the head
     * @param secrets values of the job's secrets
     * @return file name to content
     */
    Map<String, String> files(Part of, int rank, Map<String, String> secrets);

    /**
     * What is to run: an attempt of a task of a job.
     *
     * @param progress what the task has behind it
     */
    record Part(
            long job,
            JobHeader header,
            JobSpec spec,
            int task,
            Attempt attempt,
            Progress progress) {}
}
