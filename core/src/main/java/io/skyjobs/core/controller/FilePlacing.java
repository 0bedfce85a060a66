package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunView;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One round of placing the files of an attempt on its nodes, all nodes side by side: answers once
 * when all are done, or never when it was stopped. Safe for use from many threads.
 */
final class FilePlacing {
    private final ReentrantLock lock = new ReentrantLock();
    private final Parts parts;
    private final Part part;
    private final ProviderDesk desk;
    private final Consumer<Input.PlacedFiles> answer;
    private final Instant begun;
    private final List<Step> steps = new ArrayList<>();
    private Optional<TaskFiles.Held> held = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private boolean needsUser;
    private boolean stopped;
    private int open;
    private int placed;

    FilePlacing(Parts parts, Part part, ProviderDesk desk, Consumer<Input.PlacedFiles> answer) {
        this.parts = parts;
        this.part = part;
        this.desk = desk;
        this.answer = answer;
        this.begun = parts.clock().instant();
    }

    /** A part of the work in a thread of its own, which can be interrupted. */
    private final class Step implements Runnable {
        private final Runnable act;
        private @Nullable Thread runner;

        Step(Runnable act) {
            this.act = act;
        }

        @Override
        public void run() {
            // Whoever waits for the answer would wait for ever, so even a lack of memory has one.
            boolean whole = false;
            try {
                if (enter()) {
                    act.run();
                    leave();
                }
                whole = true;
            } finally {
                if (!whole) {
                    failed("Placing the files broke off.", false);
                }
                over();
            }
        }

        private boolean enter() {
            lock.lock();
            try {
                runner = stopped ? null : Thread.currentThread();
                return !stopped;
            } finally {
                lock.unlock();
            }
        }

        /** The thread goes on with other work, which nobody wants to interrupt. */
        private void leave() {
            lock.lock();
            try {
                runner = null;
                if (stopped) {
                    Thread.interrupted();
                }
            } finally {
                lock.unlock();
            }
        }

        private void interrupt() {
            Thread running = runner;
            if (running != null) {
                running.interrupt();
            }
        }
    }

    /** Begins; returns at once. */
    void begin() {
        step(this::layOut).ifPresent(parts.executor()::execute);
    }

    /** Ends it: copies under way are interrupted. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            steps.forEach(Step::interrupt);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Step> step(Runnable act) {
        Step step = new Step(LogSubject.around(part, act));
        lock.lock();
        try {
            if (stopped) {
                return Optional.empty();
            }
            steps.add(step);
            open++;
        } finally {
            lock.unlock();
        }
        return Optional.of(step);
    }

    private void layOut() {
        try {
            TaskFiles.Held files = parts.files().hold(part.spec(), part.task());
            if (!keep(files)) {
                files.close();
                return;
            }
            for (int rank = 0; rank < part.attempt().nodes(); rank++) {
                int node = rank;
                step(() -> onNode(node, files.trees())).ifPresent(desk::run);
            }
        } catch (TaskFiles.MissingFiles missing) {
            failed(missing.sentence(), missing.forGood());
        } catch (RuntimeException bug) {
            failed("laying out the files broke: " + bug, false);
        }
    }

    /** False when it was stopped meanwhile, and nobody else closes them. */
    private boolean keep(TaskFiles.Held files) {
        lock.lock();
        try {
            held = stopped ? Optional.empty() : Optional.of(files);
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    private void onNode(int rank, List<FileTree> trees) {
        try {
            NodeChannel channel = desk.provider().channel(part.attempt().cluster(), rank);
            if (channel.look(part.attempt().number()).phase() != RunView.Phase.NONE) {
                // The run has begun, and may have changed what it was given.
                return;
            }
            if (part.where(channel.fetches()).staged()) {
                // It takes them from the store itself.
                return;
            }
            for (FileTree tree : trees) {
                channel.place(tree);
            }
            lock.lock();
            try {
                placed++;
            } finally {
                lock.unlock();
            }
        } catch (ChannelException unplaced) {
            failed("node " + rank + ": " + unplaced.sentence(), unplaced.needsUser());
        } catch (RuntimeException | LinkageError bug) {
            failed("node " + rank + ": placing the files broke: " + bug, false);
        }
    }

    private void failed(String sentence, boolean forGood) {
        lock.lock();
        try {
            if (trouble.isEmpty() || (forGood && !needsUser)) {
                trouble = Optional.of(sentence);
                needsUser = forGood;
            }
        } finally {
            lock.unlock();
        }
    }

    private void over() {
        Optional<TaskFiles.Held> free = Optional.empty();
        Optional<Input.PlacedFiles> result = Optional.empty();
        lock.lock();
        try {
            open--;
            if (open == 0) {
                free = held;
                held = Optional.empty();
                result = stopped ? Optional.empty() : Optional.of(result(free));
            }
        } finally {
            lock.unlock();
        }
        free.ifPresent(TaskFiles.Held::close);
        result.ifPresent(answer);
    }

    private Input.PlacedFiles result(Optional<TaskFiles.Held> files) {
        List<FileTree> trees = files.map(TaskFiles.Held::trees).orElse(List.of());
        return new Input.PlacedFiles(
                placed,
                trees.stream().mapToLong(FileTree::files).sum(),
                trees.stream().mapToLong(FileTree::bytes).sum(),
                Duration.between(begun, parts.clock().instant()),
                trouble,
                needsUser);
    }
}
