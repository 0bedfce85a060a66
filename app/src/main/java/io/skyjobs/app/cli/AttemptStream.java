package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiClient.LogStream;
import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.AttemptsReply;
import io.skyjobs.app.api.AttemptsReply.AttemptView;
import io.skyjobs.app.api.AttemptsReply.LogView;
import io.skyjobs.app.api.AttemptsReply.NodeView;
import io.skyjobs.app.cli.TailPlan.LogKey;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Shows the logs of one attempt, all nodes at once. It reads by byte offset, so that whatever cuts
 * a connection, no byte is lost and none is shown twice.
 */
final class AttemptStream {
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final String SETUP = "setup";
    private static final String RUN = "run";

    private final ServerLink server;
    private final Pause pause;
    private final LogPrinter.Sink sink;
    private final Terminal terminal;
    private final What what;

    /**
     * What is shown.
     *
     * @param job the job
     * @param task the task
     * @param name name of the task
     * @param attempt number of the attempt
     * @param nodes how many nodes it has
     * @param follow whether to wait for what is still to come
     * @param tail how much of each file
     */
    record What(
            long job,
            int task,
            String name,
            int attempt,
            int nodes,
            boolean follow,
            TailPlan tail) {
        String path() {
            return "/jobs/" + job + "/tasks/" + task + "/attempts";
        }
    }

    AttemptStream(
            ServerLink server, Pause pause, LogPrinter.Sink sink, Terminal terminal, What what) {
        this.server = server;
        this.pause = pause;
        this.sink = sink;
        this.terminal = terminal;
        this.what = what;
    }

    /** Returns when all is shown: the whole attempt when following, else what there is now. */
    void show() throws CommandFailure, ApiException, IOException, InterruptedException {
        LogPrinter printer = new LogPrinter(sink, terminal, what.nodes() == 1);
        if (what.nodes() == 1) {
            new NodeReader(0, printer).read();
            return;
        }
        ConcurrentLinkedQueue<Exception> troubles = new ConcurrentLinkedQueue<>();
        List<Thread> readers = new ArrayList<>();
        for (int node = 0; node < what.nodes(); node++) {
            NodeReader reader = new NodeReader(node, printer);
            readers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            reader.read();
                                        } catch (CommandFailure
                                                | ApiException
                                                | IOException
                                                | InterruptedException trouble) {
                                            troubles.add(trouble);
                                        }
                                    }));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        rethrow(Optional.ofNullable(troubles.poll()));
    }

    private static void rethrow(Optional<Exception> trouble)
            throws CommandFailure, ApiException, IOException {
        if (trouble.isPresent()) {
            switch (trouble.get()) {
                case CommandFailure failure -> throw failure;
                case ApiException refused -> throw refused;
                case IOException broken -> throw broken;
                default -> throw new CommandFailure("Streaming was interrupted.", trouble.get());
            }
        }
    }

    /** Reads setup and run of one node, in this order. */
    private final class NodeReader {
        private final int node;
        private final LogPrinter printer;

        NodeReader(int node, LogPrinter printer) {
            this.node = node;
            this.printer = printer;
        }

        void read() throws CommandFailure, ApiException, IOException, InterruptedException {
            FileReader setup = new FileReader(node, SETUP, printer);
            FileReader run = new FileReader(node, RUN, printer);
            setup.read();
            setup.endLine();
            run.read();
            // A process that setup left in the background may have written on.
            setup.readRest();
            setup.endLine();
            run.endLine();
        }
    }

    /** Reads one file from where it stands. */
    private final class FileReader {
        private final int node;
        private final String phase;
        private final LogPrinter printer;
        private long offset;
        private boolean opened;
        private Optional<LogPrinter.Source> source = Optional.empty();

        FileReader(int node, String phase, LogPrinter printer) {
            this.node = node;
            this.phase = phase;
            this.printer = printer;
        }

        void read() throws CommandFailure, ApiException, IOException, InterruptedException {
            while (true) {
                boolean whole = copy(what.follow());
                if (whole && !what.follow()) {
                    return;
                }
                if (whole && isOver()) {
                    return;
                }
                pause.pause(RETRY);
            }
        }

        /** What was added since, without waiting for more. */
        void readRest() throws CommandFailure, ApiException, IOException, InterruptedException {
            while (!copy(false)) {
                pause.pause(RETRY);
            }
        }

        void endLine() {
            source.ifPresent(LogPrinter.Source::close);
        }

        /** Copies what comes; false when the connection was cut. */
        private boolean copy(boolean follow)
                throws CommandFailure, ApiException, IOException, InterruptedException {
            LogStream stream = server.callPatiently(client -> client.stream(path(follow)));
            try (stream) {
                if (!opened) {
                    offset = stream.offset();
                    opened = true;
                }
                byte[] bytes = new byte[CHUNK_BYTES];
                int count = stream.bytes().read(bytes);
                while (count >= 0) {
                    if (count > 0) {
                        source().write(bytes, count);
                        offset += count;
                        if (terminal.broken()) {
                            throw CommandFailure.nobodyReads();
                        }
                    }
                    count = stream.bytes().read(bytes);
                }
                return true;
            } catch (IOException cut) {
                return false;
            }
        }

        private String path(boolean follow) {
            OptionalLong tail =
                    what.tail().linesOf(new LogKey(what.task(), what.attempt(), node, phase));
            String start =
                    !opened && tail.isPresent() ? "&tail=" + tail.getAsLong() : "&from=" + offset;
            return what.path()
                    + "/"
                    + what.attempt()
                    + "/nodes/"
                    + node
                    + "/log?phase="
                    + phase
                    + start
                    + "&follow="
                    + follow;
        }

        private boolean isOver()
                throws CommandFailure, ApiException, IOException, InterruptedException {
            AttemptView attempt = attempt();
            NodeView own = own(attempt);
            LogView file = phase.equals(SETUP) ? own.setup() : own.run();
            boolean ended =
                    attempt.logsComplete()
                            || (phase.equals(SETUP)
                                    && (own.run().pid() > 0 || own.run().bytes() > 0));
            return ended && offset >= file.bytes();
        }

        private LogPrinter.Source source()
                throws CommandFailure, ApiException, IOException, InterruptedException {
            if (source.isEmpty()) {
                source = Optional.of(printer.source(prefix(own(attempt()))));
            }
            return source.get();
        }

        private String prefix(NodeView own) {
            boolean setup = phase.equals(SETUP);
            long pid = setup ? own.setup().pid() : own.run().pid();
            String process = pid == 0 ? "" : "pid=" + pid;
            String place = node == 0 || own.address().isEmpty() ? "" : ", ip=" + own.address();
            if (setup) {
                String first = process.isEmpty() ? "(setup" : "(setup " + process;
                return first + place + ") ";
            }
            String who = process.isEmpty() ? "" : ", " + process;
            if (what.nodes() == 1) {
                return "(" + (what.name().isEmpty() ? "task" : what.name()) + who + ") ";
            }
            String role = node == 0 ? "head" : "worker" + node;
            return "(" + role + ", rank=" + node + who + place + ") ";
        }

        private NodeView own(AttemptView attempt) {
            for (NodeView view : attempt.nodes()) {
                if (view.rank() == node) {
                    return view;
                }
            }
            return new NodeView(node, "", LogView.NONE, LogView.NONE);
        }

        private AttemptView attempt()
                throws CommandFailure, ApiException, IOException, InterruptedException {
            AttemptsReply reply =
                    server.callPatiently(client -> client.get(what.path(), AttemptsReply.class));
            return reply.attempt(what.attempt())
                    .orElseThrow(
                            () ->
                                    new CommandFailure(
                                            "Attempt "
                                                    + what.attempt()
                                                    + " of job "
                                                    + what.job()
                                                    + " is not known to the server any more."));
        }
    }
}
