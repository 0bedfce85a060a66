package io.skyjobs.core.controller;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.ChannelException;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Makes the files that a node needs to run its part of a task. */
public interface Bundles {
    /**
     * The files for one node.
     *
     * @param of what is to run
     * @param rank the node, 0 for the head
     * @param secrets values of the job's secrets
     * @return file name to content
     * @throws ChannelException when something that the node needs beside them cannot be had now
     */
    Map<String, String> files(Part of, int rank, Map<String, String> secrets)
            throws ChannelException;

    /**
     * The files with credentials for a run that began with some that are lent for a time, as they
     * are now. May call out.
     *
     * @throws ChannelException when it cannot be had now
     */
    default Lent lent(Part of) throws ChannelException {
        return Lent.NOTHING;
    }

    /**
     * Files with credentials.
     *
     * @param files file name to content
     * @param until when they are no longer good and others are to be had; empty when they last
     */
    record Lent(Map<String, String> files, Optional<Instant> until) {
        /** Nothing that ends. */
        static final Lent NOTHING = new Lent(Map.of(), Optional.empty());

        public Lent {
            files = Map.copyOf(files);
        }

        /** Their names only: the values are secret. */
        @Override
        public String toString() {
            return "Lent[" + files.keySet() + " until " + until + "]";
        }
    }

    /**
     * What is to run: an attempt of a task of a job.
     *
     * @param progress what the task has behind it
     * @param staged whether the job's own files are taken from the store where they lie
     */
    record Part(
            long job,
            JobHeader header,
            JobSpec spec,
            int task,
            Attempt attempt,
            Progress progress,
            boolean staged) {
        /** The same, where the node may not be able to take files from a store. */
        Part where(boolean fetches) {
            return new Part(job, header, spec, task, attempt, progress, staged && fetches);
        }
    }
}
