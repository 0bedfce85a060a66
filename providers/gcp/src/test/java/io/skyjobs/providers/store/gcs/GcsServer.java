package io.skyjobs.providers.store.gcs;

import com.google.api.client.json.gson.GsonFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A server that speaks the JSON API of Google Cloud Storage as its documentation describes it, on a
 * port of loopback: tokens for signed assertions, uploads in one, several and resumed parts, pages,
 * generations and conditions. It refuses what it does not know, so that nothing passes by chance.
 */
final class GcsServer implements AutoCloseable {
    private static final String BEARER = "token-of-the-test-";

    /** What a person's login is renewed with. */
    static final String LOGIN = "login-of-a-person";

    private static final int FOUND = 200;

    /** Made once: it takes a second. */
    private static final KeyPair OWN = pair();

    private static final KeyPair FOREIGN = pair();

    private final HttpServer server;
    private final KeyPair keys;
    private final GcsState state = new GcsState();
    private final AtomicInteger tokens = new AtomicInteger();
    private final Set<String> good = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Duration> life = new AtomicReference<>(Duration.ofHours(1));
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<RuntimeException> mistakes = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<Optional<Weather>> weather =
            new AtomicReference<>(Optional.empty());

    private GcsServer(HttpServer server, KeyPair keys) {
        this.server = server;
        this.keys = keys;
    }

    /** Answers in the place of the server; true when it did. */
    interface Weather {
        boolean answer(HttpExchange exchange) throws IOException;
    }

    static GcsServer start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        GcsServer gcs = new GcsServer(server, OWN);
        server.createContext("/", gcs::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return gcs;
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The file of a key of a service account. */
    String key() {
        return key(keys);
    }

    /** As {@link #key}, of another pair than the server knows. */
    String foreignKey() {
        return key(FOREIGN);
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String key(KeyPair pair) {
        String pem =
                "-----BEGIN PRIVATE KEY-----\\n"
                        + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
                        + "\\n-----END PRIVATE KEY-----\\n";
        return """
        {
          "type": "service_account",
          "project_id": "project-of-tests",
          "private_key_id": "1",
          "private_key": "%s",
          "client_email": "test@project-of-tests.iam.gserviceaccount.com",
          "client_id": "7",
          "token_uri": "%s/token"
        }
        """
                .formatted(pem, endpoint());
    }

    /** The file of a person's login, as gcloud writes it. */
    String login() {
        return """
        {
          "type": "authorized_user",
          "client_id": "app",
          "client_secret": "secret-of-app",
          "refresh_token": "%s",
          "quota_project_id": "project-of-tests",
          "token_uri": "%s/token"
        }
        """
                .formatted(LOGIN, endpoint());
    }

    /** Tokens that are given from now on say that they last so long. */
    void tokensLast(Duration next) {
        life.set(next);
    }

    /** No token that was given is good any more. */
    void forgetTokens() {
        good.clear();
    }

    /** How many tokens were given. */
    int tokens() {
        return tokens.get();
    }

    /** From now on this is asked first. */
    void weather(Weather next) {
        weather.set(Optional.of(next));
    }

    List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Optional<Weather> bad = weather.get();
            if (bad.isPresent() && bad.get().answer(exchange)) {
                return;
            }
            if (exchange.getRequestURI().getPath().equals("/token")) {
                token(exchange);
            } else if (!isKnown(exchange)) {
                error(exchange, 401, "authError");
            } else {
                new GcsRequest(exchange, state, endpoint()).answer();
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        } catch (RuntimeException mistake) {
            mistakes.add(mistake);
            throw mistake;
        }
    }

    /** What went wrong in the server itself, which no test may bring about. */
    List<RuntimeException> mistakes() {
        synchronized (mistakes) {
            return List.copyOf(mistakes);
        }
    }

    /** Good are assertions that are signed with our key, and the login of {@link #login}. */
    private void token(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> form = form(body);
        boolean isLogin =
                LOGIN.equals(form.get("refresh_token"))
                        && "refresh_token".equals(form.get("grant_type"))
                        && "secret-of-app".equals(form.get("client_secret"));
        if (isLogin || isSigned(form.getOrDefault("assertion", ""))) {
            String token = BEARER + tokens.incrementAndGet();
            good.add(token);
            send(
                    exchange,
                    FOUND,
                    "{\"access_token\":\"%s\",\"expires_in\":%d,\"token_type\":\"Bearer\"}"
                            .formatted(token, life.get().toSeconds()));
        } else {
            send(exchange, 400, "{\"error\":\"invalid_grant\"}");
        }
    }

    private boolean isKnown(HttpExchange exchange) {
        String said = exchange.getRequestHeaders().getFirst("Authorization");
        return said != null && said.startsWith("Bearer ") && good.contains(said.substring(7));
    }

    private boolean isSigned(String assertion) {
        String[] parts = assertion.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            Signature check = Signature.getInstance("SHA256withRSA");
            check.initVerify(keys.getPublic());
            check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return check.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException wrong) {
            return false;
        }
    }

    static Map<String, String> form(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equal = pair.indexOf('=');
            if (equal > 0) {
                values.put(
                        pair.substring(0, equal),
                        URLDecoder.decode(pair.substring(equal + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    static void error(HttpExchange exchange, int status, String reason) throws IOException {
        send(
                exchange,
                status,
                "{\"error\":{\"code\":%d,\"message\":\"Said by a test.\",\"errors\":[{\"reason\":\"%s\",\"domain\":\"global\"}]}}"
                        .formatted(status, reason));
    }

    static void json(HttpExchange exchange, Object value) throws IOException {
        send(exchange, FOUND, GsonFactory.getDefaultInstance().toString(value));
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
        bytes(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    static void bytes(HttpExchange exchange, int status, byte[] body) throws IOException {
        // Whatever was sent is read, so that the connection can be used again.
        exchange.getRequestBody().transferTo(new ByteArrayOutputStream());
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
