package io.skyjobs.app.server;

import io.skyjobs.app.api.ExplainReply;
import io.skyjobs.app.api.ExplainReply.AttemptLine;
import io.skyjobs.app.api.ExplainReply.Counters;
import io.skyjobs.app.api.ExplainReply.TaskReason;
import io.skyjobs.app.api.ExplainReply.Tried;
import io.skyjobs.core.controller.ControlPlane.AttemptHistory;
import io.skyjobs.core.controller.ControlPlane.Explanation;
import io.skyjobs.core.controller.ControlPlane.TaskExplanation;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.util.List;

/** An explanation in the words of the API. Pure. */
final class ExplainViews {
    private ExplainViews() {}

    /** The reply. */
    static ExplainReply of(StoredJob job, Explanation why) {
        return new ExplainReply(
                ExplainReply.SCHEMA,
                why.job(),
                job.header().name(),
                job.job().status().name(),
                why.sentence(),
                why.tasks().stream().map(ExplainViews::task).toList());
    }

    private static TaskReason task(TaskExplanation task) {
        AttemptHistory history = task.history();
        Progress progress = history.progress();
        String evidence = task.cause().evidence();
        return new TaskReason(
                task.task(),
                task.name(),
                task.status().name(),
                task.cause().code().name(),
                task.cause().sentence(),
                task.waiting().waitsFor(),
                task.waiting().unblockedBy(),
                task.waiting().position(),
                task.waiting().queued(),
                task.cause().since(),
                task.waiting().nextTry(),
                evidence.isEmpty() ? List.of() : List.of(evidence),
                history.lastLoss().map(ExplainViews::attempt),
                history.tried().stream().map(ExplainViews::tried).toList(),
                history.newest().stream().map(ExplainViews::attempt).toList(),
                history.earlier(),
                new Counters(
                        progress.userErrors(),
                        progress.preemptions(),
                        progress.infrastructure(),
                        progress.capacity(),
                        progress.recoveries(),
                        history.restartsLeft()));
    }

    /** A place that is left aside. */
    static Tried tried(Progress.Block block) {
        return new Tried(
                block.provider()
                        + block.region().map(it -> "/" + it).orElse("")
                        + block.zone().map(it -> "/" + it).orElse(""),
                block.instanceType().orElse("")
                        + block.spot().filter(it -> it).map(it -> "[Spot]").orElse(""),
                block.reason().code().name(),
                block.reason().evidence(),
                block.reason().sentence(),
                block.until());
    }

    private static AttemptLine attempt(Attempt attempt) {
        return new AttemptLine(
                attempt.number(),
                ResourceText.place(attempt.offer()),
                attempt.offer().shape().instanceType() + (attempt.offer().spot() ? "[Spot]" : ""),
                attempt.times().requested(),
                attempt.times().running().or(attempt.times()::setup),
                attempt.times().ended(),
                attempt.end().map(end -> end.code().name()).orElse(""),
                attempt.end().map(Reason::sentence).orElse(""),
                attempt.end().map(Reason::evidence).orElse(""));
    }
}
