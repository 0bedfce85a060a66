package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiClient;
import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.Release;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLException;

/**
 * The way to the server of this user: finds it, starts it when it is this machine's and does not
 * run, and asks again when it went away in the middle. Every request of the API may be repeated, so
 * asking again is safe; those about tokens are not, and are sent once. Safe for use from many
 * threads.
 */
final class ServerLink {
    /** How long the server may hold a question about a change. */
    private static final int POLL_SECONDS = 20;

    /** How often a request is sent at most before the command gives up. */
    private static final int TRIES = 5;

    /** How long a follower goes on asking for a server that does not come back. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final ReentrantLock lock = new ReentrantLock();
    private final ServerPlace place;
    private final Daemon daemon;
    private final Terminal terminal;
    private final Pause pause;
    private Optional<ApiClient> current = Optional.empty();
    private boolean releaseCompared;
    private boolean warned;
    private volatile boolean reached;

    ServerLink(ServerPlace place, Daemon daemon, Terminal terminal, Pause pause) {
        this.place = place;
        this.daemon = daemon;
        this.terminal = terminal;
        this.pause = pause;
    }

    /** Where the server is. */
    ServerPlace place() {
        return place;
    }

    /** The way to another server. */
    ServerLink to(Endpoint other) {
        return new ServerLink(place.fixed(other), daemon, terminal, pause);
    }

    /** A request, which may be sent more than once. */
    interface Request<T> {
        /** Sends it. */
        T to(ApiClient server) throws IOException, ApiException;
    }

    /** Sends a request to the server, starting it first when it does not run. */
    <T> T call(Request<T> request)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        Duration wait = FIRST_PAUSE;
        for (int tries = 1; ; tries++) {
            try {
                return answered(request, client());
            } catch (IOException gone) {
                forget();
                if (tries == TRIES) {
                    throw new CommandFailure(
                            place.named().isPresent()
                                    ? "The server at "
                                            + place.url()
                                            + " does not answer ("
                                            + gone.getMessage()
                                            + "). Ask who runs it, or see whether this machine"
                                            + " reaches it."
                                    : "The server does not answer ("
                                            + gone.getMessage()
                                            + "). See its log: sky api logs",
                            gone);
                }
            }
            pause.pause(wait);
            wait = longer(wait);
        }
    }

    /**
     * As {@link #call}, for what must not be done twice.
     *
     * @param hint what to do when nobody knows whether it was done
     */
    <T> T callOnce(Request<T> request, String hint)
            throws CommandFailure, ApiException, InterruptedException {
        try {
            return answered(request, client());
        } catch (IOException gone) {
            forget();
            throw new CommandFailure(
                    "The server went away before it answered ("
                            + gone.getMessage()
                            + "), so it may have been done or not. "
                            + hint,
                    gone);
        }
    }

    /** A job as it is, however long the server is away. */
    JobView job(long id) throws CommandFailure, ApiException, IOException, InterruptedException {
        return callPatiently(client -> client.get("/jobs/" + id, JobView.class));
    }

    /** The job after its next change, or after a while. */
    JobView changed(JobView seen)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        String path =
                "/jobs/"
                        + seen.jobId()
                        + "/wait?version="
                        + seen.version()
                        + "&timeout="
                        + POLL_SECONDS;
        return callPatiently(client -> client.get(path, JobView.class));
    }

    /** As {@link #call}, but waits through long absences of the server. */
    <T> T callPatiently(Request<T> request)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        Duration wait = FIRST_PAUSE;
        Duration waited = Duration.ZERO;
        while (true) {
            try {
                return answered(request, client());
            } catch (IOException gone) {
                forget();
                if (waited.compareTo(PATIENCE) > 0) {
                    throw new CommandFailure(
                            "The server has not answered for "
                                    + TimeText.length(PATIENCE)
                                    + ". The job is not affected; "
                                    + (place.named().isPresent()
                                            ? "ask who runs the server."
                                            : "see the server's log: sky api logs"),
                            gone);
                }
            } catch (ApiException refused) {
                // Going down or busy: the next one, or the next moment, may answer.
                if (!refused.problem().is(ProblemCode.BUSY) || waited.compareTo(PATIENCE) > 0) {
                    throw refused;
                }
            }
            pause.pause(wait);
            waited = waited.plus(wait);
            wait = longer(wait);
        }
    }

    /** The running server, without starting one. */
    Optional<ApiClient> running() throws CommandFailure {
        Optional<Endpoint> named = place.named();
        warn();
        return named.isPresent() ? Optional.of(named.get().client()) : place.runningHere();
    }

    private ApiClient client() throws CommandFailure, IOException, InterruptedException {
        lock.lock();
        try {
            if (current.isEmpty()) {
                current = running();
            }
            if (current.isEmpty()) {
                current = Optional.of(daemon.start());
            }
            return current.get();
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        lock.lock();
        try {
            current = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Once: a token that can be read on the way is as good as given away. */
    private void warn() throws CommandFailure {
        Optional<Endpoint> open = place.named().filter(Endpoint::openToRead);
        if (open.isPresent() && !warned) {
            warned = true;
            terminal.error(
                    "Warning: "
                            + open.get().url()
                            + " speaks plain HTTP, so your token can be read on the way.");
        }
    }

    private <T> T answered(Request<T> request, ApiClient server)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        T answer;
        try {
            answer = request.to(server);
        } catch (ConnectException notThere) {
            if (place.named().isPresent()) {
                throw notThere;
            }
            // The process named in the file may be another one by now: start ours, which refuses
            // to run beside a living one.
            lock.lock();
            try {
                current = Optional.of(daemon.start());
                answer = request.to(current.get());
            } finally {
                lock.unlock();
            }
        } catch (UnknownHostException nowhere) {
            if (reached) {
                // A laptop that changes networks knows no names for a while.
                throw nowhere;
            }
            throw new CommandFailure(
                    "There is no machine by the name of " + place.url() + ". Check the address.",
                    nowhere);
        } catch (SSLException broken) {
            if (!isUntrusted(broken)) {
                // Such as a server that goes down in the middle of a handshake.
                throw broken;
            }
            throw untrusted(broken);
        } catch (ApiException refused) {
            if (refused.problem().is(ProblemCode.UNAUTHORIZED) && place.named().isPresent()) {
                throw unknown(refused);
            }
            throw refused;
        }
        reached = true;
        compareRelease(server);
        return answer;
    }

    private CommandFailure untrusted(SSLException broken) throws CommandFailure {
        return new CommandFailure(
                "There is no trusted connection to "
                        + place.url()
                        + ": its certificate is not signed by a known authority, is too old, or"
                        + " is for another name. Where an authority of your own signed it, name"
                        + " the authority's PEM file: sky api login -e "
                        + place.url()
                        + " --cacert FILE",
                broken);
    }

    private CommandFailure unknown(ApiException refused) throws CommandFailure {
        return new CommandFailure(
                "The server at "
                        + place.url()
                        + " does not know your token. Ask an admin of it for one (sky users"
                        + " rotate NAME), and log in again: sky api login -e "
                        + place.url(),
                refused);
    }

    private static boolean isUntrusted(SSLException broken) {
        Throwable cause = broken;
        while (cause != null && !(cause instanceof CertificateException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private void compareRelease(ApiClient server) throws CommandFailure {
        String own = Release.current().version();
        Optional<String> other = server.serverRelease().filter(version -> !version.equals(own));
        boolean first;
        lock.lock();
        try {
            first = other.isPresent() && !releaseCompared;
            releaseCompared = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            terminal.error(
                    "Note: this is sky "
                            + own
                            + ", but the server that runs is "
                            + other.get()
                            + (place.named().isPresent()
                                    ? ". Ask who runs it to restart it with this release (jobs go on"
                                            + " running), or install its release here."
                                    : ". Restart it (jobs go on running): sky api stop && sky api"
                                            + " start"));
        }
    }

    private static Duration longer(Duration wait) {
        Duration next = wait.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }
}
