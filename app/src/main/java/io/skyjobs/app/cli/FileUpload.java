package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.ContentBatch;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.StoredReply;
import io.skyjobs.app.api.TreesReply;
import io.skyjobs.app.api.TreesRequest;
import io.skyjobs.app.cli.files.FilesProblem;
import io.skyjobs.app.cli.files.HashCache;
import io.skyjobs.app.cli.files.Snapshot;
import io.skyjobs.app.cli.files.TreeScan;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Brings files of this machine to the server: asks what is missing, and sends that. What was sent
 * is kept, so an upload that was cut off goes on where it was when it is begun again.
 */
final class FileUpload {
    /** Requests side by side; more do not make one disk or one link faster. */
    private static final int LANES = 4;

    /** How often files that change under our hands are looked at again. */
    private static final int TRIES = 3;

    private static final int PIECE = 256 * 1024;

    private final Shell shell;
    private final UploadProgress progress;

    FileUpload(Shell shell) {
        this.shell = shell;
        this.progress = new UploadProgress(shell.terminal(), shell.clock());
    }

    /** A file was changed between the look at it and its sending. */
    private static final class Changed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Changed(Path file) {
            super(file.toString(), null, false, false);
        }
    }

    /**
     * Brings all that these paths hold.
     *
     * @param sources absolute paths
     * @return the id of its tree for each path
     */
    Map<String, String> bring(List<String> sources)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        HashCache cache = HashCache.in(shell.home().hashes(), shell.clock().instant());
        Map<String, String> trees = new HashMap<>();
        try {
            for (String source : sources) {
                trees.put(source, bring(Path.of(source), cache));
            }
        } catch (FilesProblem problem) {
            throw new UsageProblem(problem.sentence());
        } finally {
            progress.over();
            cache.save();
        }
        return trees;
    }

    private String bring(Path source, HashCache cache)
            throws FilesProblem, CommandFailure, ApiException, IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            progress.looking(source);
            Snapshot snapshot = TreeScan.of(source, cache, shell.clock(), progress::hashed);
            if (tries == 1) {
                progress.over();
                snapshot.warnings().forEach(it -> shell.terminal().error("Warning: " + it));
                LargeTree.warning(snapshot).ifPresent(shell.terminal()::error);
            }
            try {
                send(snapshot);
                return snapshot.id();
            } catch (Changed changed) {
                if (tries == TRIES) {
                    throw new CommandFailure(changed.getMessage() + CHANGES);
                }
            } catch (ApiException refused) {
                if (!refused.problem().is(ProblemCode.FILE_CHANGED)) {
                    throw refused;
                }
                if (tries == TRIES) {
                    throw new CommandFailure("A file of " + source + CHANGES);
                }
            }
        }
    }

    private static final String CHANGES =
            " is being changed while it is uploaded. Submit when it is not written to any more, or"
                    + " leave it out by a line in .skyignore.";

    private void send(Snapshot snapshot)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        TreesReply.Tree there = look(snapshot.id());
        if (!there.known()) {
            byte[] manifest = snapshot.manifest().bytes();
            shell.server()
                    .call(
                            server ->
                                    server.send(
                                            "PUT",
                                            "/trees/" + snapshot.id(),
                                            manifest.length,
                                            out -> out.write(manifest),
                                            StoredReply.class));
            there = look(snapshot.id());
        }
        Map<String, Long> sizes = snapshot.manifest().contents();
        while (!there.complete()) {
            Map<String, Long> missing = new HashMap<>();
            for (String hash : there.missing()) {
                missing.put(hash, sizes.getOrDefault(hash, 0L));
            }
            progress.begin(
                    there.more()
                            ? sizes.values().stream().mapToLong(Long::longValue).sum()
                            : missing.values().stream().mapToLong(Long::longValue).sum());
            send(missing, snapshot.files());
            there = look(snapshot.id());
        }
    }

    private TreesReply.Tree look(String id)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        return shell.server()
                .call(
                        server ->
                                server.post(
                                        "/trees",
                                        TreesRequest.class,
                                        new TreesRequest(List.of(id)),
                                        TreesReply.class))
                .trees()
                .getFirst();
    }

    private interface Errand {
        void run() throws CommandFailure, ApiException, IOException, InterruptedException;
    }

    private void send(Map<String, Long> missing, Map<String, Path> files)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        List<Errand> errands = new ArrayList<>();
        List<String> batch = new ArrayList<>();
        long length = 0;
        for (Map.Entry<String, Long> content : missing.entrySet()) {
            long size = content.getValue();
            if (size > ContentBatch.LONGEST) {
                errands.add(() -> sendOne(content.getKey(), size, files));
                continue;
            }
            if (batch.size() == ContentBatch.MOST || length + size > ContentBatch.MOST_BYTES) {
                List<String> full = List.copyOf(batch);
                errands.add(() -> sendBatch(full, missing, files));
                batch.clear();
                length = 0;
            }
            batch.add(content.getKey());
            length += size;
        }
        if (!batch.isEmpty()) {
            errands.add(() -> sendBatch(batch, missing, files));
        }
        sideBySide(errands);
    }

    private static void sideBySide(List<Errand> errands)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        ExecutorService lanes =
                Executors.newFixedThreadPool(LANES, Thread.ofPlatform().daemon().factory());
        try {
            List<Future<?>> all = new ArrayList<>();
            for (Errand errand : errands) {
                all.add(
                        lanes.submit(
                                () -> {
                                    errand.run();
                                    return null;
                                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case CommandFailure failure -> throw failure;
                case ApiException refused -> throw refused;
                case IOException trouble -> throw trouble;
                case InterruptedException stopped -> throw stopped;
                case Changed changed -> throw changed;
                case null, default -> throw new IllegalStateException(failed.getCause());
            }
        } finally {
            lanes.shutdownNow();
        }
    }

    private void sendOne(String hash, long size, Map<String, Path> files)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        Path file = file(hash, files);
        shell.server()
                .call(
                        server ->
                                server.send(
                                        "PUT",
                                        "/contents/" + hash,
                                        size,
                                        out -> write(file, size, out),
                                        StoredReply.class));
    }

    private void write(Path file, long size, OutputStream out) throws IOException {
        byte[] buffer = new byte[PIECE];
        long left = size;
        try (InputStream in = opened(file)) {
            while (left > 0) {
                int got = read(in, buffer, (int) Math.min(buffer.length, left), file);
                out.write(buffer, 0, got);
                left -= got;
                progress.sent(got);
            }
        }
    }

    private static InputStream opened(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException gone) {
            throw new Changed(file);
        }
    }

    /** What is wrong with the file is told from what is wrong with the way to the server. */
    private static int read(InputStream in, byte[] buffer, int most, Path file) {
        try {
            int got = in.read(buffer, 0, most);
            if (got > 0) {
                return got;
            }
        } catch (IOException unreadable) {
            // As below.
        }
        throw new Changed(file);
    }

    private void sendBatch(List<String> hashes, Map<String, Long> sizes, Map<String, Path> files)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        List<byte[]> contents = new ArrayList<>();
        long length = 0;
        for (String hash : hashes) {
            byte[] content = content(file(hash, files), sizes.getOrDefault(hash, 0L));
            contents.add(content);
            length += ContentBatch.length(content.length);
        }
        long all = length;
        shell.server()
                .call(
                        server ->
                                server.send(
                                        "POST",
                                        "/contents",
                                        all,
                                        out -> {
                                            for (int i = 0; i < contents.size(); i++) {
                                                ContentBatch.write(
                                                        out, hashes.get(i), contents.get(i));
                                            }
                                        },
                                        StoredReply.class));
        contents.forEach(content -> progress.sent(content.length));
    }

    private static byte[] content(Path file, long size) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes((int) size + 1);
            if (content.length == size) {
                return content;
            }
        } catch (IOException gone) {
            // As below.
        }
        throw new Changed(file);
    }

    private static Path file(String hash, Map<String, Path> files) throws CommandFailure {
        Path file = files.get(hash);
        if (file == null) {
            throw new CommandFailure("The server asks for a file that is not in the tree.");
        }
        return file;
    }
}
