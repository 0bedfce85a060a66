package io.skyjobs.app.api;

import io.skyjobs.app.api.JsonText.JsonProblem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * One way to one server: sends requests with the token and reads answers. Never retries; an {@link
 * IOException} leaves open whether a request was carried out. Safe for use from many threads.
 */
public final class ApiClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /** Longer than any long poll, so that a server that hangs is noticed. */
    private static final Duration READ_LIMIT = Duration.ofSeconds(60);

    /** What proxies answer for a server that they do not reach. */
    private static final Set<Integer> PROXY_TROUBLE = Set.of(502, 503, 504);

    /** Shorter bodies cost less than the question whether they are wanted. */
    private static final long ASKED_FIRST = 4L * 1024 * 1024;

    private final String base;
    private final String token;
    private final Optional<SSLSocketFactory> trust;
    private final AtomicReference<Optional<String>> release =
            new AtomicReference<>(Optional.empty());

    /**
     * @param port port of the server on this machine
     * @param token its token
     */
    public ApiClient(int port, String token) {
        this(URI.create("http://127.0.0.1:" + port), token, Optional.empty());
    }

    /**
     * @param server where the server is, without a slash at the end
     * @param token a token of it
     * @param trust whose certificates are believed; empty for those that the JDK believes
     */
    public ApiClient(URI server, String token, Optional<SSLSocketFactory> trust) {
        this.base = server + Wire.ROOT;
        this.token = token;
        this.trust = trust;
    }

    /** Bytes of a log, from an offset on. */
    public record LogStream(long offset, InputStream bytes) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }

    /** Release of the server, once it has answered. */
    public Optional<String> serverRelease() {
        return release.get();
    }

    /** Asks; the path begins with a slash and is below {@link Wire#ROOT}. */
    public <T> T get(String path, Class<T> type) throws IOException, ApiException {
        return exchange(open("GET", path, READ_LIMIT), null, type);
    }

    /** Asks, and waits no longer than this for the answer. */
    public <T> T get(String path, Class<T> type, Duration limit) throws IOException, ApiException {
        return exchange(open("GET", path, limit), null, type);
    }

    /** Commands. */
    public <B, T> T post(String path, Class<B> bodyType, B body, Class<T> type)
            throws IOException, ApiException {
        return exchange(open("POST", path, READ_LIMIT), JsonText.write(bodyType, body), type);
    }

    /** Writes the body of a request. */
    public interface Body {
        /** Writes all of it; what it throws of its own, unchecked, reaches who sent the request. */
        void to(OutputStream out) throws IOException;
    }

    /**
     * Sends bytes as they are.
     *
     * @param length how many the body writes
     */
    public <T> T send(String method, String path, long length, Body body, Class<T> type)
            throws IOException, ApiException {
        HttpURLConnection connection = open(method, path, READ_LIMIT);
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/octet-stream");
        if (length > ASKED_FIRST) {
            // So that a server that does not want it can say so before it is sent.
            connection.setRequestProperty("Expect", "100-Continue");
        }
        connection.setFixedLengthStreamingMode(length);
        try (OutputStream out = connection.getOutputStream()) {
            body.to(out);
        } catch (ProtocolException refused) {
            // The answer, read below, says why.
        }
        return answer(connection, type);
    }

    /** Reads a log; the stream ends cleanly only when the server closed it so. */
    public LogStream stream(String path) throws IOException, ApiException {
        HttpURLConnection connection = open("GET", path, READ_LIMIT);
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw refused(status, connection);
        }
        String offset = connection.getHeaderField(Wire.OFFSET_HEADER);
        return new LogStream(
                offset == null ? 0 : Long.parseLong(offset), connection.getInputStream());
    }

    private HttpURLConnection open(String method, String path, Duration limit) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + path).toURL().openConnection();
        if (connection instanceof HttpsURLConnection secure) {
            trust.ifPresent(secure::setSSLSocketFactory);
        }
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) CONNECT_LIMIT.toMillis());
        connection.setReadTimeout((int) limit.toMillis());
        connection.setUseCaches(false);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Authorization", "Bearer " + token);
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty(Wire.VERSION_HEADER, Integer.toString(Wire.VERSION));
        return connection;
    }

    private <T> T exchange(HttpURLConnection connection, byte @Nullable [] body, Class<T> type)
            throws IOException, ApiException {
        if (body != null) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            // A fixed length, so that the JDK never sends a request again by itself.
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        return answer(connection, type);
    }

    private <T> T answer(HttpURLConnection connection, Class<T> type)
            throws IOException, ApiException {
        int status = connection.getResponseCode();
        Optional<String> said = Optional.ofNullable(connection.getHeaderField(Wire.RELEASE_HEADER));
        if (said.isPresent()) {
            release.set(said);
        }
        if (status >= HttpURLConnection.HTTP_MULT_CHOICE) {
            throw refused(status, connection);
        }
        byte[] answer = body(connection.getInputStream());
        try {
            return JsonText.read(type, answer);
        } catch (JsonProblem notOurs) {
            throw new IOException("the answer cannot be read: " + notOurs.sentence(), notOurs);
        }
    }

    /**
     * What an answer means that is none of ours. What a proxy says while the server is away leaves
     * open whether the request was carried out, as a broken connection does.
     */
    private static ApiException refused(int status, HttpURLConnection connection)
            throws IOException {
        String target = connection.getHeaderField("Location");
        if (status < HttpURLConnection.HTTP_BAD_REQUEST && target != null) {
            return new ApiException(
                    ProblemReply.of(
                            status,
                            ProblemCode.INTERNAL,
                            "What answers sends on to "
                                    + target
                                    + ": that may be the address to use (sky api login)."));
        }
        Optional<ProblemReply> said = ProblemReply.parse(body(connection.getErrorStream()));
        if (PROXY_TROUBLE.contains(status)
                && said.filter(problem -> problem.type().startsWith(ProblemReply.TYPES))
                        .isEmpty()) {
            throw new IOException("HTTP status " + status);
        }
        return new ApiException(said.orElseGet(() -> ProblemReply.ofStatus(status)));
    }

    private static byte[] body(@Nullable InputStream stream) throws IOException {
        if (stream == null) {
            return new byte[0];
        }
        try (stream) {
            return stream.readAllBytes();
        }
    }
}
