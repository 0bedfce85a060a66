package io.skyjobs.app.cli;

import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.JobView.TaskView;
import io.skyjobs.app.api.Status;
import io.skyjobs.app.cli.Table.Cell;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The table of {@code sky jobs queue}: a row for each job, and for each task of a pipeline. */
final class QueueTable {
    private final Columns wanted;
    private final Instant now;
    private final ZoneId zone;

    /**
     * Which columns are wanted beyond the usual ones.
     *
     * @param verbose everything that is known
     * @param users whose job it is
     * @param details why it waits or failed
     */
    record Columns(boolean verbose, boolean users, boolean details) {}

    /** A row: what stands in each column of it. */
    private record Row(
            String id,
            String task,
            JobView job,
            String name,
            String requested,
            Optional<Instant> start,
            Duration duration,
            Duration jobDuration,
            int recoveries,
            String status,
            String statusText,
            Optional<TaskView> facts,
            String details) {}

    /**
     * @param now the time against which ages are counted
     * @param zone in which times are told
     */
    QueueTable(Columns wanted, Instant now, ZoneId zone) {
        this.wanted = wanted;
        this.now = now;
        this.zone = zone;
    }

    /** {@code In progress tasks: 2 PENDING, 1 RUNNING}. */
    static String summary(Map<String, Long> counts) {
        List<String> parts = new ArrayList<>();
        new TreeMap<>(counts)
                .forEach(
                        (status, count) -> {
                            if (count > 0 && !Status.isTerminal(status)) {
                                parts.add(count + " " + status);
                            }
                        });
        return parts.isEmpty()
                ? "No in-progress managed jobs."
                : "In progress tasks: " + String.join(", ", parts);
    }

    /** The table of these jobs. */
    Table of(List<JobView> jobs) {
        Set<String> workspaces = new HashSet<>();
        jobs.forEach(job -> workspaces.add(job.workspace()));
        boolean workspace = wanted.verbose() || workspaces.size() > 1;
        Table table = new Table(titles(workspace));
        for (int i = 0; i < jobs.size(); i++) {
            JobView job = jobs.get(i);
            if (!job.isPipeline()) {
                table.row(cells(single(job), workspace));
                continue;
            }
            table.row(cells(whole(job), workspace));
            for (TaskView task : job.tasks()) {
                table.row(cells(child(job, task), workspace));
            }
            if (i < jobs.size() - 1) {
                table.blank();
            }
        }
        return table;
    }

    private List<String> titles(boolean workspace) {
        List<String> titles = new ArrayList<>(List.of("ID", "TASK"));
        if (workspace) {
            titles.add("WORKSPACE");
        }
        titles.add("NAME");
        if (wanted.users()) {
            titles.add("USER");
        }
        titles.addAll(
                List.of(
                        "REQUESTED",
                        "SUBMITTED",
                        "TOT. DURATION",
                        "JOB DURATION",
                        "#RECOVERIES",
                        "STATUS"));
        if (wanted.verbose()) {
            titles.addAll(
                    List.of(
                            "PROGRESS",
                            "POOL",
                            "STARTED",
                            "INFRA",
                            "RESOURCES",
                            "CLUSTER",
                            "ATTEMPT",
                            "SCHED. STATE"));
        }
        if (wanted.verbose() || wanted.details()) {
            titles.add("DETAILS");
        }
        return titles;
    }

    private List<Cell> cells(Row row, boolean workspace) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Table.cell(row.id()));
        cells.add(Table.cell(row.task()));
        if (workspace) {
            cells.add(Table.cell(row.job().workspace()));
        }
        cells.add(Table.cell(row.name().isEmpty() ? "-" : row.name()));
        if (wanted.users()) {
            cells.add(Table.cell(row.job().userName()));
        }
        cells.add(Table.cell(row.requested()));
        cells.add(Table.cell(TimeText.ago(row.start(), now)));
        cells.add(Table.cell(row.start().isEmpty() ? "-" : TimeText.length(row.duration())));
        cells.add(
                Table.cell(row.jobDuration().isZero() ? "-" : TimeText.length(row.jobDuration())));
        cells.add(Table.cell(Integer.toString(row.recoveries())));
        cells.add(new Cell(row.statusText(), StatusStyle.of(row.status())));
        if (wanted.verbose()) {
            Optional<TaskView> task = row.facts();
            // Columns that users' scripts know; there are no batches and no pools yet.
            cells.add(Table.cell("-"));
            cells.add(Table.cell("-"));
            cells.add(Table.cell(TimeText.ago(task.flatMap(TaskView::firstRunAt), now)));
            cells.add(Table.cell(task.flatMap(TaskView::infra).map(InfraText::of).orElse("-")));
            cells.add(Table.cell(task.flatMap(TaskView::resources).orElse("-")));
            cells.add(Table.cell(task.flatMap(TaskView::cluster).orElse("-")));
            cells.add(Table.cell(task.map(t -> Integer.toString(t.attempt())).orElse("-")));
            cells.add(Table.cell(task.map(TaskView::schedule).orElse("-")));
        }
        if (wanted.verbose() || wanted.details()) {
            cells.add(Table.cell(details(row)));
        }
        return cells;
    }

    private String details(Row row) {
        if (row.details().isEmpty()) {
            return "-";
        }
        boolean failed =
                Status.isTerminal(row.status())
                        && !row.status().equals("SUCCEEDED")
                        && !row.status().equals("CANCELLED");
        String said =
                failed
                        ? "Failure: " + row.details()
                        : row.status().equals("RECOVERING")
                                ? "Recovering: " + row.details()
                                : row.details();
        return TimeText.local(said.replace('\n', ' '), zone);
    }

    private static Row single(JobView job) {
        Optional<TaskView> task = job.tasks().stream().findFirst();
        return new Row(
                Long.toString(job.jobId()),
                "-",
                job,
                job.jobName(),
                task.map(TaskView::requested).orElse("-"),
                job.startAt(),
                job.duration(),
                job.jobDuration(),
                job.recoveryCount(),
                job.status(),
                job.status(),
                task,
                job.details());
    }

    private static Row whole(JobView job) {
        return new Row(
                Long.toString(job.jobId()),
                "",
                job,
                job.jobName(),
                "-",
                job.startAt(),
                job.duration(),
                job.jobDuration(),
                job.recoveryCount(),
                job.status(),
                job.isTerminal()
                        ? job.status()
                        : job.status() + " (task: " + job.currentTask() + ")",
                Optional.empty(),
                job.details());
    }

    private static Row child(JobView job, TaskView task) {
        return new Row(
                " ↳",
                Integer.toString(task.taskId()),
                job,
                task.taskName(),
                task.requested(),
                task.startAt(),
                task.duration(),
                task.jobDuration(),
                task.recoveryCount(),
                task.status(),
                task.status(),
                Optional.of(task),
                task.details());
    }
}
