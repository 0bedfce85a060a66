package io.skyjobs.providers.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds, by trying once, whether scripts can be given a view of the file system of this machine
 * that is their own. Safe for use from many threads.
 */
public final class ViewProbe {
    private static final int PROBE_SECONDS = 10;
    private static final int LONGEST_REASON = 300;
    private static final String ASKING =
            "if find_view \"${TMPDIR:-/tmp}\"; then printf '+%s' \"$viewing\";"
                    + " else printf -- '-%s' \"$obstacle\"; fi";

    private final ReentrantLock asking = new ReentrantLock();
    private Optional<PrivateView> found = Optional.empty();

    /** The answer, which does not change while this process lives. */
    public PrivateView find() {
        asking.lock();
        try {
            if (found.isEmpty()) {
                found = Optional.of(tried());
            }
            return found.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new PrivateView.Impossible("the question was interrupted");
        } finally {
            asking.unlock();
        }
    }

    /** Whether there is such a view. */
    public boolean isPossible() {
        return find() instanceof PrivateView.Possible;
    }

    /** The shell function that asks, for programs that ask elsewhere. */
    public static String function() {
        try (var text = ViewProbe.class.getResourceAsStream("view-probe.sh")) {
            if (text == null) {
                throw new IllegalStateException("this program was built without view-probe.sh");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static PrivateView tried() throws InterruptedException {
        try {
            var process =
                    new ProcessBuilder("sh", "-c", function() + ASKING)
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new PrivateView.Impossible(
                        "it did not answer within " + PROBE_SECONDS + " s");
            }
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.startsWith("+")
                    ? new PrivateView.Possible(said.substring(1).strip())
                    : new PrivateView.Impossible(reason(said));
        } catch (IOException noShell) {
            return new PrivateView.Impossible(String.valueOf(noShell.getMessage()));
        }
    }

    private static String reason(String said) {
        var line = said.replaceFirst("^-", "").strip().replaceAll("\\s+", " ");
        var cut = line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) : line;
        return cut.isEmpty() ? "it did not say why" : cut.replaceFirst("\\.$", "");
    }
}
