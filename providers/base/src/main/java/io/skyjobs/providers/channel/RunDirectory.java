package io.skyjobs.providers.channel;

import io.skyjobs.spi.RunView;
import io.skyjobs.spi.RunView.End;
import io.skyjobs.spi.RunView.Phase;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The meaning of the files that the agent writes into the directory of a run. Only reads.
 *
 * <p>The agent writes {@code ended} last and never takes a file away, so what is read in this order
 * is true even while it writes: a run counts as lost only if its runner is gone and there is still
 * no report after that.
 */
public final class RunDirectory {
    /** Name of the report of the end, which is written last. */
    public static final String ENDED = "ended";

    /** Name of the file with the runner's {@link ProcessIdentity}. */
    public static final String RUNNER = "pid";

    /** Names of the files with the scripts' {@link ProcessIdentity}. */
    public static final String SETUP_PROCESS = "setup.pid";

    /** As {@link #SETUP_PROCESS}, for {@code run}. */
    public static final String RUN_PROCESS = "run.pid";

    /** As {@link #SETUP_PROCESS}, for the hooks that run when the machine is about to be taken. */
    public static final String HOOK_PROCESS = "preemption.pid";

    /** Name of the empty file that makes a run wait after its setup. */
    public static final String WAIT = "wait";

    /** Name of the file with what the node has to say of a bucket. */
    public static final String WORD = "word";

    private RunDirectory() {}

    /** The small files of one directory. */
    public interface Source {
        /** The text of a file; empty when there is no such file. */
        Optional<String> read(String name) throws IOException;
    }

    /**
     * How the run stands.
     *
     * @param alive whether a process of the node exists now
     * @throws IOException when a file could not be read; nothing is known then
     */
    public static RunView view(Source files, Predicate<ProcessIdentity> alive) throws IOException {
        var report = files.read(ENDED);
        if (report.isPresent()) {
            return ended(files, report.get());
        }
        var runner = files.read(RUNNER);
        if (runner.isEmpty()) {
            return RunView.NONE;
        }
        if (ProcessIdentity.parse(runner.get()).filter(alive).isPresent()) {
            return seen(files, phase(files), Optional.empty(), Optional.empty());
        }
        var late = files.read(ENDED);
        return late.isPresent()
                ? ended(files, late.get())
                : seen(files, Phase.LOST, Optional.empty(), Optional.empty());
    }

    private static Phase phase(Source files) throws IOException {
        var text = files.read("phase").map(String::strip).orElse("");
        return switch (text) {
            case "MOUNTING" -> Phase.MOUNTING;
            case "FLUSHING" -> Phase.FLUSHING;
            case "RUNNING" -> Phase.RUNNING;
            case "WAITING" -> Phase.WAITING;
            default -> Phase.SETUP;
        };
    }

    private static RunView ended(Source files, String report) throws IOException {
        var words = report.strip().split(" +", -1);
        var at = number(words[0]);
        var cause = words.length > 1 ? words[1] : "";
        return seen(
                files,
                Phase.ENDED,
                at.isPresent()
                        ? Optional.of(Instant.ofEpochSecond(at.getAsLong()))
                        : Optional.empty(),
                Arrays.stream(End.values()).filter(end -> end.name().equals(cause)).findFirst());
    }

    private static RunView seen(
            Source files, Phase phase, Optional<Instant> ended, Optional<End> end)
            throws IOException {
        return new RunView(
                phase,
                process(files, SETUP_PROCESS),
                process(files, RUN_PROCESS),
                exit(files, "setup.exit"),
                exit(files, "run.exit"),
                ended,
                end,
                phase == Phase.ENDED ? files.read(WORD).map(String::strip) : Optional.empty());
    }

    private static OptionalLong process(Source files, String name) throws IOException {
        return files.read(name)
                .flatMap(ProcessIdentity::parse)
                .map(process -> OptionalLong.of(process.pid()))
                .orElse(OptionalLong.empty());
    }

    private static OptionalInt exit(Source files, String name) throws IOException {
        var code = number(files.read(name).orElse(""));
        return code.isPresent()
                ? OptionalInt.of(Math.toIntExact(code.getAsLong()))
                : OptionalInt.empty();
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException otherText) {
            return OptionalLong.empty();
        }
    }
}
