package io.skyjobs.providers.channel;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The way to a node of this machine: its files, and short-lived calls of the agent. */
final class ProcessChannel implements NodeChannel {
    private static final String WARN = "warn";

    /** How the agent ends when it does not know what it is asked for. */
    private static final int UNKNOWN_VERB = 2;

    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final ProcessNode node;

    ProcessChannel(ProcessNode node) {
        this.node = node;
    }

    @Override
    public boolean fetches() {
        return Rclone.IS_HERE;
    }

    @Override
    public void place(FileTree tree) throws ChannelException {
        node.mustExist();
        var destination = tree.destination();
        if (PlaceName.isBelowHome(destination)) {
            TreeCopy.place(tree, node.home(), destination.substring(1).replaceFirst("^/+", ""));
        } else if (node.view() instanceof PrivateView.Impossible(var why)) {
            throw ChannelException.needingUser(PrivateView.refusal(destination, why));
        } else {
            TreeCopy.place(
                    tree, node.directory(), PlaceName.FOLDER + "/" + PlaceName.of(destination));
        }
    }

    @Override
    public RunView start(RunRequest request) throws ChannelException {
        node.lock().lock();
        try {
            node.prepare();
            var directory = directory(request.epoch());
            if (!Files.exists(directory)) {
                write(request, directory);
            }
            node.watched(directory);
            if (!Files.exists(directory.resolve(RunDirectory.RUNNER))) {
                agent(directory, "start", List.of());
            }
        } catch (IOException trouble) {
            throw new ChannelException(
                    "The run could not be started on " + node + ": " + reason(trouble), trouble);
        } finally {
            node.lock().unlock();
        }
        return look(request.epoch());
    }

    /** All files appear together, by the rename of their directory. */
    private void write(RunRequest request, Path directory) throws IOException {
        Files.createDirectories(directory.getParent());
        var draft = draft(directory, request.files());
        if (request.waitAfterSetup()) {
            Files.createFile(draft.resolve(RunDirectory.WAIT));
        }
        Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path draftOf(Path directory) {
        return directory.resolveSibling("." + directory.getFileName() + ".draft");
    }

    /** Files in a directory beside that of the run, which only its user can read. */
    private static Path draft(Path directory, Map<String, String> files) throws IOException {
        var draft = draftOf(directory);
        DirectoryRemoval.remove(draft);
        Files.createDirectory(
                draft,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (var file : files.entrySet()) {
            if (!FILE_NAME.matcher(file.getKey()).matches()) {
                throw new IOException("'" + file.getKey() + "' is not a name for a file of a run");
            }
            Files.createFile(
                    draft.resolve(file.getKey()),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft.resolve(file.getKey()), file.getValue());
        }
        return draft;
    }

    @Override
    public RunView look(long epoch) throws ChannelException {
        node.mustExist();
        var directory = directory(epoch);
        try {
            return RunDirectory.view(name -> text(directory.resolve(name)), node.table()::alive);
        } catch (IOException trouble) {
            throw new ChannelException(
                    "The run on " + node + " could not be looked at: " + reason(trouble), trouble);
        }
    }

    private static Optional<String> text(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    @Override
    public void proceed(long epoch) throws ChannelException {
        ask(epoch, "go", List.of());
    }

    @Override
    public void stop(long epoch, Duration grace) throws ChannelException {
        var seconds = grace.plusMillis(999).toSeconds();
        ask(epoch, "stop", List.of(Long.toString(seconds)));
    }

    private void ask(long epoch, String verb, List<String> words) throws ChannelException {
        node.mustExist();
        var directory = directory(epoch);
        if (!Files.exists(directory.resolve(RunDirectory.RUNNER))
                || Files.exists(directory.resolve(RunDirectory.ENDED))) {
            return;
        }
        try {
            agent(directory, verb, words);
        } catch (IOException trouble) {
            throw new ChannelException(
                    "The run on " + node + " could not be told to " + verb + ": " + reason(trouble),
                    trouble);
        }
    }

    @Override
    public void warn(long epoch, Duration left) throws ChannelException {
        ask(epoch, WARN, List.of(Long.toString(left.toSeconds())));
    }

    @Override
    public void renew(long epoch, Map<String, String> files) throws ChannelException {
        node.mustExist();
        var directory = directory(epoch);
        node.lock().lock();
        try {
            if (Files.exists(directory.resolve(RunRequest.STORAGE))
                    && !Files.exists(directory.resolve(RunDirectory.ENDED))) {
                renew(directory, files);
            }
        } catch (IOException trouble) {
            throw new ChannelException(
                    "The run on "
                            + node
                            + " could not be given new credentials: "
                            + reason(trouble),
                    trouble);
        } finally {
            node.lock().unlock();
        }
    }

    private void renew(Path directory, Map<String, String> files) throws IOException {
        try {
            var draft = draft(directory, files);
            var call =
                    ShellCall.of(
                            List.of(
                                    "sh",
                                    RunRequest.STORAGE,
                                    "renew",
                                    directory.toString(),
                                    draft.toString()),
                            directory,
                            node.environment());
            // A run that was begun by an earlier version has a program that takes none.
            if (call.exit() != UNKNOWN_VERB) {
                call.mustSucceed();
            }
        } finally {
            DirectoryRemoval.remove(draftOf(directory));
        }
    }

    @Override
    public byte[] log(long epoch, LogPhase phase, long from, int limit) throws ChannelException {
        node.mustExist();
        try (var file = Files.newByteChannel(directory(epoch).resolve(phase.fileName()))) {
            var left = Math.max(0, file.size() - from);
            var buffer = ByteBuffer.allocate((int) Math.min(left, limit));
            file.position(from);
            while (buffer.hasRemaining() && file.read(buffer) >= 0) {
                // until the buffer is full or the file ends
            }
            var bytes = new byte[buffer.position()];
            buffer.flip().get(bytes);
            return bytes;
        } catch (NoSuchFileException none) {
            return new byte[0];
        } catch (IOException trouble) {
            throw new ChannelException(
                    "The log of the run on " + node + " could not be read: " + reason(trouble),
                    trouble);
        }
    }

    private Path directory(long epoch) {
        return node.runs().resolve(Long.toString(epoch));
    }

    private void agent(Path directory, String verb, List<String> words) throws IOException {
        var command = new ArrayList<>(List.of("sh", RunRequest.AGENT, verb, directory.toString()));
        command.addAll(words);
        var call = ShellCall.of(command, directory, node.environment());
        // A run that was begun by an earlier version has an agent that cannot tell it.
        if (call.exit() != UNKNOWN_VERB || !verb.equals(WARN)) {
            call.mustSucceed();
        }
    }

    private static String reason(IOException trouble) {
        return trouble instanceof FileAlreadyExistsException
                ? trouble.getMessage() + " exists"
                : String.valueOf(trouble.getMessage());
    }
}
