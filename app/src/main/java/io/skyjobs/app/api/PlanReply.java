package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Optional;

/**
 * Where a job would run, and what that would cost.
 *
 * @param jobName name the job would have
 * @param command whether what was sent is a command rather than a task file
 * @param feasible whether every task has a place that can be used
 * @param text the plan as people read it, lines ended by a line feed
 * @param pricePerHour dollars for the chosen places of all tasks together
 * @param tasks one entry per task
 * @param warnings what is worth saying about the task file
 * @param files absolute paths of the submitting machine whose files the job brings
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record PlanReply(
        String jobName,
        boolean command,
        boolean feasible,
        String text,
        double pricePerHour,
        List<TaskPlan> tasks,
        List<ProblemReply.Item> warnings,
        List<String> files) {
    public PlanReply {
        files = Wire.list(files);
        jobName = Wire.text(jobName);
        text = Wire.text(text);
        tasks = Wire.list(tasks);
        warnings = Wire.list(warnings);
    }

    /**
     * Where a task would run.
     *
     * @param taskName its name
     * @param nodes how many nodes
     * @param requested what it asks for
     * @param candidates places that fit, best first
     * @param rejected why other places do not fit
     * @param problems why nothing can be chosen; empty when something is
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record TaskPlan(
            String taskName,
            int nodes,
            String requested,
            List<Place> candidates,
            List<Refusal> rejected,
            List<Trouble> problems) {
        public TaskPlan {
            taskName = Wire.text(taskName);
            requested = Wire.text(requested);
            candidates = Wire.list(candidates);
            rejected = Wire.list(rejected);
            problems = Wire.list(problems);
        }
    }

    /**
     * A place.
     *
     * @param infra {@code aws/us-east-1/us-east-1a}, as far as it is narrowed
     * @param title name of the provider for people
     * @param instanceType its instance type
     * @param spot whether the provider may take it back
     * @param vcpus vCPUs of a node
     * @param memoryGb GiB of memory of a node
     * @param accelerators {@code A100:8}
     * @param pricePerHour dollars for all nodes
     * @param enabled whether the provider can be used now
     * @param chosen whether it is the chosen one
     * @param whyNot why it is not the chosen one
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Place(
            String infra,
            String title,
            String instanceType,
            boolean spot,
            double vcpus,
            double memoryGb,
            Optional<String> accelerators,
            double pricePerHour,
            boolean enabled,
            boolean chosen,
            Optional<String> whyNot) {
        public Place {
            infra = Wire.text(infra);
            title = Wire.text(title);
            instanceType = Wire.text(instanceType);
            accelerators = Wire.maybe(accelerators);
            whyNot = Wire.maybe(whyNot);
        }
    }

    /**
     * Why places do not fit.
     *
     * @param provider lower-case provider name
     * @param code stable code of the reason
     * @param sentence the reason, about one of them
     * @param count how many places
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Refusal(String provider, String code, String sentence, int count) {
        public Refusal {
            provider = Wire.text(provider);
            code = Wire.text(code);
            sentence = Wire.text(sentence);
        }
    }

    /**
     * Why nothing can be chosen.
     *
     * @param code stable code
     * @param message what is wrong and what to do; may have several lines
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Trouble(String code, String message) {
        public Trouble {
            code = Wire.text(code);
            message = Wire.text(message);
        }
    }
}
