package io.skyjobs.app.cli;

import io.skyjobs.app.api.AttemptsReply;
import io.skyjobs.app.api.AttemptsReply.AttemptView;
import io.skyjobs.app.api.AttemptsReply.NodeView;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How many of the last lines of each log file are shown, so that each node shows so many lines in
 * all; what did not exist when the plan was made is shown whole.
 */
final class TailPlan {
    /** Every line is shown. */
    static final TailPlan EVERYTHING = new TailPlan(Map.of(), false);

    private final Map<LogKey, Long> lines;
    private final boolean hides;

    private TailPlan(Map<LogKey, Long> lines, boolean hides) {
        this.lines = Map.copyOf(lines);
        this.hides = hides;
    }

    /** Names a log file of a job. */
    record LogKey(int task, int attempt, int node, String phase) {}

    /**
     * The plan for these tasks.
     *
     * @param tasks in the order in which they are shown
     * @param wanted how many lines of each node
     */
    static TailPlan of(List<AttemptsReply> tasks, long wanted) {
        Budget budget = new Budget(wanted);
        for (AttemptsReply task : tasks.reversed()) {
            for (AttemptView attempt : task.attempts().reversed()) {
                for (NodeView node : attempt.nodes()) {
                    int id = task.taskId();
                    int number = attempt.number();
                    budget.take(new LogKey(id, number, node.rank(), "run"), node.run().lines());
                    budget.take(new LogKey(id, number, node.rank(), "setup"), node.setup().lines());
                }
            }
        }
        return new TailPlan(budget.lines, budget.hides);
    }

    /** Gives out lines, node by node, from the newest file to the oldest. */
    private static final class Budget {
        private final Map<LogKey, Long> lines = new HashMap<>();
        private final Map<Integer, Long> left = new HashMap<>();
        private final long wanted;
        private boolean hides;

        Budget(long wanted) {
            this.wanted = wanted;
        }

        void take(LogKey key, long there) {
            long rest = left.getOrDefault(key.node(), wanted);
            hides |= there > rest;
            long taken = Math.min(there, rest);
            // A file that is shown whole is shown as it grows, even if it has nothing yet.
            if (there >= rest) {
                lines.put(key, taken);
            }
            left.put(key.node(), rest - taken);
        }
    }

    /** Whether lines are left out that existed when the plan was made. */
    boolean hides() {
        return hides;
    }

    /** How many of a file's last lines; empty for all of it. */
    OptionalLong linesOf(LogKey key) {
        Long planned = lines.get(key);
        return planned == null ? OptionalLong.empty() : OptionalLong.of(planned);
    }
}
