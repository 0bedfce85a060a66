package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiClient.LogStream;
import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.AttemptsReply;
import io.skyjobs.app.api.AttemptsReply.AttemptView;
import io.skyjobs.app.api.AttemptsReply.NodeView;
import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.JobView.TaskView;
import io.skyjobs.app.api.Status;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Copies the logs of a job, as far as they are there now, into a directory of the user. */
final class LogDownload {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss");

    private static final int CHUNK_BYTES = 64 * 1024;

    private final Shell shell;

    LogDownload(Shell shell) {
        this.shell = shell;
    }

    /**
     * Writes {@code run.log}, and a file of each attempt and node, or {@code controller.log}, and
     * says where.
     */
    int run(long id, Optional<String> task, boolean controller)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        JobView job = shell.server().call(server -> server.get("/jobs/" + id, JobView.class));
        Path directory =
                shell.home()
                        .user()
                        .resolve("sky_logs")
                        .resolve("managed_jobs")
                        .resolve(
                                STAMP.format(shell.clock().instant().atZone(shell.zone()))
                                        + "-job-"
                                        + id);
        Files.createDirectories(directory);
        Path file = directory.resolve(controller ? "controller.log" : "run.log");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            if (controller) {
                for (String line : new ControllerLog(shell).read(id, 0).texts()) {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                }
            } else {
                tasks(job, task, new Target(out, directory));
            }
        }
        String what = controller ? " logs (controller): " : " logs: ";
        shell.terminal().line("Job " + id + what + shell.home().show(directory));
        return job.isTerminal() ? Status.exitCode(job.status()) : 0;
    }

    private void tasks(JobView job, Optional<String> wanted, Target target)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        for (TaskView task : job.tasks()) {
            boolean chosen =
                    wanted.isEmpty()
                            || wanted.get().equals(task.taskName())
                            || wanted.get().equals(Integer.toString(task.taskId()));
            if (chosen) {
                attempts(job, task, target);
            }
        }
    }

    private void attempts(JobView job, TaskView task, Target target)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        String path = "/jobs/" + job.jobId() + "/tasks/" + task.taskId() + "/attempts";
        AttemptsReply reply = shell.server().call(server -> server.get(path, AttemptsReply.class));
        for (AttemptView attempt : reply.attempts()) {
            if (attempt.setupAt().isEmpty()) {
                continue;
            }
            if (job.isPipeline() || reply.attempts().size() > 1) {
                String heading =
                        "=== Task "
                                + task.taskName()
                                + "("
                                + task.taskId()
                                + "), attempt "
                                + attempt.number()
                                + " ===\n";
                target.all().write(heading.getBytes(StandardCharsets.UTF_8));
            }
            AttemptStream.What what =
                    new AttemptStream.What(
                            job.jobId(),
                            task.taskId(),
                            task.taskName(),
                            attempt.number(),
                            Math.max(1, attempt.nodes().size()),
                            false,
                            TailPlan.EVERYTHING);
            FileSink sink = new FileSink(target.all());
            new AttemptStream(shell.server(), shell.pause(), sink, plain(), what).show();
            sink.check();
            for (NodeView node : attempt.nodes()) {
                raw(
                        path + "/" + attempt.number() + "/nodes/" + node.rank(),
                        target.of(task, attempt, node));
            }
        }
    }

    /** The bytes of one node as it wrote them: those of setup, then those of run. */
    private void raw(String path, Path file)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            FileSink sink = new FileSink(out);
            for (String phase : List.of("setup", "run")) {
                AtomicLong offset = new AtomicLong();
                shell.server()
                        .callPatiently(
                                client -> {
                                    String from = "/log?phase=" + phase + "&from=" + offset.get();
                                    try (LogStream stream = client.stream(path + from)) {
                                        byte[] bytes = new byte[CHUNK_BYTES];
                                        int count = stream.bytes().read(bytes);
                                        while (count >= 0) {
                                            sink.bytes(bytes, 0, count);
                                            offset.addAndGet(count);
                                            count = stream.bytes().read(bytes);
                                        }
                                        return offset.get();
                                    }
                                });
            }
            sink.check();
        }
    }

    /**
     * Where a download goes.
     *
     * @param all all logs one after the other, with prefixes
     * @param directory of the files of single nodes
     */
    private record Target(OutputStream all, Path directory) {
        Path of(TaskView task, AttemptView attempt, NodeView node) {
            return directory.resolve(
                    "task-"
                            + task.taskId()
                            + "-attempt-"
                            + attempt.number()
                            + "-node-"
                            + node.rank()
                            + ".log");
        }
    }

    /** Prefixes in a file have no colours. */
    private static Terminal plain() {
        return new Terminal(
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                java.io.InputStream.nullInputStream(),
                false,
                false,
                false);
    }

    /** Writes to the file; what went wrong is said at the end, since a sink cannot. */
    private static final class FileSink implements LogPrinter.Sink {
        private final OutputStream out;
        private Optional<IOException> trouble = Optional.empty();

        FileSink(OutputStream out) {
            this.out = out;
        }

        @Override
        public synchronized void bytes(byte[] bytes, int from, int length) {
            try {
                out.write(bytes, from, length);
            } catch (IOException full) {
                trouble = trouble.or(() -> Optional.of(full));
            }
        }

        synchronized void check() throws IOException {
            if (trouble.isPresent()) {
                throw trouble.get();
            }
        }
    }
}
