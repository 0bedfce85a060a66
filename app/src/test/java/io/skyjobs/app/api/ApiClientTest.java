package io.skyjobs.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** What answers mean that are not a server's own. */
class ApiClientTest {
    private final AtomicInteger status = new AtomicInteger();
    private volatile String body = "<html>";
    private HttpServer front;
    private ApiClient client;

    @BeforeEach
    void start() throws IOException {
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Location", "https://sky.example.com/");
                    exchange.sendResponseHeaders(status.get(), bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        front.start();
        client = new ApiClient(front.getAddress().getPort(), "token");
    }

    @AfterEach
    void stop() {
        front.stop(0);
    }

    private void ask() throws IOException, ApiException {
        client.post("/x", Nothing.class, new Nothing(""), Nothing.class);
    }

    /** Whether it was carried out is not known, as when a connection breaks. */
    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void aProxyThatDoesNotReachTheServerIsNoAnswer(int code) {
        status.set(code);
        assertThatThrownBy(this::ask)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("" + code);
    }

    @Test
    void aServerThatIsBusyAnswersForItself() {
        status.set(503);
        body =
                new String(
                        JsonText.write(
                                ProblemReply.class,
                                ProblemReply.of(503, ProblemCode.BUSY, "Later.")),
                        StandardCharsets.UTF_8);
        ApiException busy = catchThrowableOfType(ApiException.class, this::ask);
        assertThat(busy.problem().is(ProblemCode.BUSY)).isTrue();
    }

    @Test
    void aTokenIsWrongThoughTheBodyIsLost() {
        status.set(401);
        ApiException refused = catchThrowableOfType(ApiException.class, this::ask);
        assertThat(refused.problem().is(ProblemCode.UNAUTHORIZED)).isTrue();
    }

    /** The token must not be sent again and again to what is not the server. */
    @Test
    void aRedirectIsNamedAndNotFollowed() {
        status.set(301);
        ApiException elsewhere = catchThrowableOfType(ApiException.class, this::ask);
        assertThat(elsewhere.problem().message()).contains("https://sky.example.com/");
    }
}
