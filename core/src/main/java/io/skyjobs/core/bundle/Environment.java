package io.skyjobs.core.bundle;

import io.skyjobs.core.spec.TaskSpec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The environment variables of the scripts of one node, as a POSIX shell file that exports them.
 *
 * <p>Names follow the reference system. A user's variables and secrets come last and so win.
 */
final class Environment {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /**
     * Bash keeps these for itself and would end at an assignment; it never takes them from outside.
     */
    private static final Set<String> KEPT_BY_BASH =
            Set.of("BASHOPTS", "BASH_VERSINFO", "EUID", "PPID", "SHELLOPTS", "UID");

    private final Map<String, String> both = new LinkedHashMap<>();
    private final Map<String, String> setup = new LinkedHashMap<>();
    private final Map<String, String> run = new LinkedHashMap<>();
    private final Map<String, String> user = new LinkedHashMap<>();

    Environment(TaskSpec spec, RunContext context) {
        var task = context.task();
        var place = context.place();
        var nodes = Integer.toString(place.addresses().size());
        var addresses = String.join("\n", place.addresses());
        var rank = Integer.toString(place.rank());
        var accelerators = Long.toString((long) Math.ceil(place.accelerators()));

        both.put("SKYPILOT_TASK_ID", task.id());
        both.put("SKYPILOT_MANAGED_JOB_ID", Long.toString(task.jobId()));
        both.put("SKYPILOT_NUM_NODES", nodes);
        both.put("SKYPILOT_CLUSTER_INFO", clusterInfo(place));
        both.put("SKYPILOT_USER", context.submitter().name());
        both.put("SKYPILOT_USER_ID", context.submitter().id());
        both.put("SKYPILOT_JOB_RANK", Integer.toString(context.copies().rank()));
        both.put("SKYPILOT_NUM_JOBS", Integer.toString(context.copies().count()));
        history(context.history());
        // A line of a log should be there when it was printed, not when a buffer is full.
        both.put("PYTHONUNBUFFERED", "1");

        setup.put("SKYPILOT_SETUP_NODE_RANK", rank);
        setup.put("SKYPILOT_SETUP_NODE_IPS", addresses);
        setup.put("SKYPILOT_SETUP_NUM_GPUS_PER_NODE", accelerators);

        run.put("SKYPILOT_TASK_IDS", String.join("\n", task.ids()));
        // The cluster is made for this run, so it is the first in the cluster's own queue.
        run.put("SKYPILOT_INTERNAL_JOB_ID", "1");
        run.put("SKYPILOT_NODE_RANK", rank);
        run.put("SKYPILOT_NODE_IPS", addresses);
        run.put("SKYPILOT_NUM_GPUS_PER_NODE", accelerators);

        user.putAll(spec.envs());
        for (String name : spec.secrets()) {
            Optional.ofNullable(context.secrets().get(name))
                    .ifPresent(value -> user.put(name, value));
        }
    }

    private void history(RunContext.History history) {
        var attempt = Long.toString(history.attempt());
        both.put("SKYJOBS_ATTEMPT", attempt);
        both.put("SKYPILOT_ATTEMPT", attempt);
        both.put("SKYPILOT_PREEMPTIONS", Integer.toString(history.preemptions()));
        // Always there, so that a script under `set -u` may ask; empty when there is none.
        both.put(
                "SKYPILOT_LAST_EXIT_CODE",
                history.lastExit().isPresent()
                        ? Integer.toString(history.lastExit().getAsInt())
                        : "");
    }

    private static String clusterInfo(RunContext.Place place) {
        return "{\"cluster_name\": "
                + json(Optional.of(place.cluster()))
                + ", \"cloud\": "
                + json(place.infra().cloud())
                + ", \"region\": "
                + json(place.infra().region())
                + ", \"zone\": "
                + json(place.infra().zone())
                + "}";
    }

    private static String json(Optional<String> text) {
        if (text.isEmpty()) {
            return "null";
        }
        var out = new StringBuilder("\"");
        for (char letter : text.get().toCharArray()) {
            if (letter == '"' || letter == '\\') {
                out.append('\\').append(letter);
            } else if (letter < ' ') {
                out.append(String.format("\\u%04x", (int) letter));
            } else {
                out.append(letter);
            }
        }
        return out.append('"').toString();
    }

    /** The file; {@code SKYJOBS_PHASE} says for which script it is read. */
    String script() {
        var out = new StringBuilder("# The environment of the scripts, read by agent.sh.\n");
        export(both, out);
        out.append("case $SKYJOBS_PHASE in\nsetup)\n");
        export(setup, out);
        out.append(";;\nrun)\n");
        export(run, out);
        out.append(";;\nesac\nunset SKYJOBS_PHASE\n");
        export(user, out);
        return out.toString();
    }

    private static void export(Map<String, String> variables, StringBuilder out) {
        variables.forEach(
                (name, value) -> {
                    if (!NAME.matcher(name).matches()) {
                        throw new IllegalArgumentException(
                                "'" + name + "' cannot be the name of an environment variable");
                    }
                    if (!KEPT_BY_BASH.contains(name)) {
                        out.append("export ")
                                .append(name)
                                .append('=')
                                .append(ShellWord.quote(name, value))
                                .append('\n');
                    }
                });
    }
}
