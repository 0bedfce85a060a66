package io.skyjobs.core.bundle;

import io.skyjobs.core.spec.TaskSpec.LifecycleHook;
import io.skyjobs.spi.RunRequest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files for the hooks that a task has for the event {@code preemption}: each hook in one of its
 * own, and the bash script that runs them in their order.
 */
final class PreemptionHooks {
    /** Word of the event in the task file. */
    static final String EVENT = "preemption";

    /**
     * A hook has its own time and never more than the machine has. Each is a process group of its
     * own, so that all of it can be ended.
     */
    private static final String RUNNER =
            """
            # Runs the hooks for the event preemption one after the other.
            set -m
            here=${BASH_SOURCE[0]%/*}
            hook() {
                local limit=$1 left=$((SKYJOBS_PREEMPTION_DEADLINE - $(date +%s))) job guard code
                ((left > 0)) || return 0
                ((limit <= left)) || limit=$left
                SKYJOBS_PREEMPTION_SECONDS=$left bash "$here/$2" &
                job=$!
                {
                    sleep "$limit"
                    echo "the hook $2 is ended after $limit s"
                    kill -TERM -- "-$job"
                    sleep 2
                    kill -KILL -- "-$job"
                } 2>/dev/null &
                guard=$!
                disown "$guard"
                wait "$job" 2>/dev/null
                code=$?
                kill -KILL -- "-$guard" 2>/dev/null
                ((code == 0)) || echo "the hook $2 ended with exit code $code"
            }
            """;

    private PreemptionHooks() {}

    /** The files by name; none when there is no such hook. */
    static Map<String, String> files(List<LifecycleHook> hooks) {
        var files = new LinkedHashMap<String, String>();
        var runner = new StringBuilder(RUNNER);
        for (var hook : hooks) {
            if (hook.events().contains(EVENT)) {
                var name = "preemption-" + (files.size() + 1) + ".sh";
                files.put(name, RunBundle.line(hook.run()));
                runner.append("hook ").append(hook.timeoutSeconds());
                runner.append(' ').append(name).append('\n');
            }
        }
        if (!files.isEmpty()) {
            files.put(RunRequest.PREEMPTION_HOOK, runner.toString());
        }
        return files;
    }
}
