package io.skyjobs.app.server;

import io.skyjobs.app.api.JobRequest;
import io.skyjobs.core.optimizer.Plan;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.Problem;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Reads what a user wants to run and finds where it could. May block on providers. */
interface Planning {
    /**
     * Reads a request and plans it.
     *
     * @param owner whether the server's own user asks, whose files may be looked up on its disk
     * @throws RequestProblem when the request cannot be read as a job
     */
    Prepared prepare(JobRequest request, boolean owner);

    /**
     * The job with a place of its own in an object store for its files, if they are to lie there.
     *
     * @param user who submits it
     * @param isFile whether a path of the submitting machine is a single file
     */
    default JobSpec placed(JobSpec spec, String user, Predicate<String> isFile) {
        return spec;
    }

    /**
     * A job that can be submitted if all its tasks have a place.
     *
     * @param spec the job
     * @param secrets values of its secrets
     * @param workspace the workspace it belongs to
     * @param warnings what is worth saying about the file
     * @param command whether it is a command
     * @param plans one per task
     */
    record Prepared(
            JobSpec spec,
            SortedMap<String, String> secrets,
            String workspace,
            List<Problem> warnings,
            boolean command,
            List<Plan> plans) {
        public Prepared {
            secrets = Collections.unmodifiableSortedMap(new TreeMap<>(secrets));
            warnings = List.copyOf(warnings);
            plans = List.copyOf(plans);
        }

        /** Whether every task has a place that can be used. */
        boolean feasible() {
            return plans.stream().allMatch(plan -> plan.chosen().isPresent());
        }

        @Override
        public String toString() {
            return "Prepared[" + spec.name() + "]";
        }
    }
}
