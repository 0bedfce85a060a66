package io.skyjobs.core.controller;

import io.skyjobs.core.cluster.ClusterOwner;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.spi.ClusterName;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who stands behind clusters, as the control plane knows it. */
public final class StoredBackers implements Backers {
    private final ControlPlane plane;
    private final Pattern name;

    /**
     * @param installation our id, with which names of our clusters end
     */
    public StoredBackers(ControlPlane plane, String installation) {
        this.plane = plane;
        // At most as many digits as a number surely holds.
        this.name =
                Pattern.compile(
                        ".*-(\\d{1,18})-(\\d{1,9})-(\\d{1,9})-" + Pattern.quote(installation));
    }

    @Override
    public Map<ClusterName, Backer> live() {
        Map<ClusterName, Backer> live = new HashMap<>();
        for (ClusterRecord cluster : plane.clusters()) {
            if (cluster.state().mayExist()
                    && cluster.owner() instanceof ClusterOwner.OfAttempt owner) {
                task(owner.job(), owner.task())
                        // What is over has nothing left to see to, whatever the record says.
                        .filter(state -> !(state instanceof TaskState.Ended))
                        .ifPresent(
                                state ->
                                        live.put(
                                                cluster.name(),
                                                backer(cluster, owner, state.status())));
            }
        }
        return live;
    }

    private static Backer backer(
            ClusterRecord cluster, ClusterOwner.OfAttempt owner, ManagedJobStatus status) {
        return new Backer(
                owner.job(),
                owner.task(),
                owner.attempt(),
                status,
                cluster.requested(),
                cluster.offer().price().times(cluster.nodes()));
    }

    @Override
    public Optional<Backer> former(ClusterName cluster) {
        Matcher match = name.matcher(cluster.value());
        if (!match.matches()) {
            return Optional.empty();
        }
        long job = Long.parseLong(match.group(1));
        int task = Integer.parseInt(match.group(2));
        Optional<TaskState> state = task(job, task);
        if (state.isEmpty()) {
            return Optional.empty();
        }
        ManagedJobStatus status = state.get().status();
        return plane.attempts(job, task).stream()
                .filter(attempt -> attempt.cluster().equals(cluster))
                .findFirst()
                .map(attempt -> backer(job, task, attempt, status));
    }

    private static Backer backer(long job, int task, Attempt attempt, ManagedJobStatus status) {
        return new Backer(
                job,
                task,
                attempt.number(),
                status,
                attempt.times().requested(),
                attempt.offer().price().times(attempt.nodes()));
    }

    private Optional<TaskState> task(long job, int task) {
        Optional<ManagedJob> found = plane.job(job).map(stored -> stored.job());
        List<TaskState> tasks = found.map(ManagedJob::tasks).orElse(List.of());
        return task < tasks.size() ? Optional.of(tasks.get(task)) : Optional.empty();
    }
}
