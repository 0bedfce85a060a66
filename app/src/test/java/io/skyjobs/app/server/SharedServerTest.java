package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skyjobs.app.MemoryPlane;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A server that other machines may call: {@code api_server} of the configuration, and TLS. */
class SharedServerTest {
    @TempDir Path directory;

    private ConfigFile.Loaded read(String text) throws IOException, StartProblem {
        return TlsServer.read(directory, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    host: 0.0.0.0 | config.yaml:2: api_server.host is not a loopback address and needs tls, or insecure: true where a proxy ends TLS.
                    {host: 0.0.0.0, insecure: true} | config.yaml:2: api_server.host is not a loopback address and needs hosts, the names by which clients call this server.
                    {host: 300.1.1.1, insecure: true} | config.yaml:2: api_server.host must be an IP address of this machine.
                    host: sky.example.com | config.yaml:2: api_server.host must be an IP address of this machine.
                    hosts: sky.example.com | config.yaml:2: api_server.hosts must be a list of names.
                    hosts: ['https://sky.example.com'] | config.yaml:2: api_server.hosts must hold names such as sky.example.com, without scheme or port.
                    insecure: maybe | config.yaml:2: api_server.insecure must be true or false.
                    tls: yes | config.yaml:2: api_server.tls must be a mapping of keys to values.
                    tls: {certificate: a.pem} | config.yaml:2: api_server.tls must have certificate and key, both PEM files.
                    """)
    void aMistakeIsOneSentenceWithItsPlace(String line, String sentence) {
        StartProblem problem =
                catchThrowableOfType(
                        StartProblem.class, () -> read("api_server:\n  " + line + "\n"));
        assertThat(problem).hasMessage(sentence);
        assertThat(problem.exitCode()).isEqualTo(StartProblem.MISTAKE);
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() {
        assertThatThrownBy(
                        () -> read("api_server:\n  tls: {certificate: none.pem, key: none.key}\n"))
                .isInstanceOf(StartProblem.class)
                .hasMessageStartingWith("config.yaml:2: api_server.tls must name")
                .hasMessageContaining("there is no file " + directory.resolve(".sky/none.pem"));
    }

    /** A renewal that replaced one of the two files would else end every handshake. */
    @Test
    void aKeyOfAnotherCertificateIsAMistake() throws Exception {
        TlsServer.pem(directory);
        Path sky = directory.resolve(".sky");
        Files.move(directory.resolve("tls.key"), sky.resolve("old.key"));
        Files.delete(directory.resolve("keys"));
        TlsServer.pem(directory);
        assertThatThrownBy(() -> read("api_server:\n  tls: {certificate: tls.pem, key: old.key}\n"))
                .isInstanceOf(StartProblem.class)
                .hasMessageStartingWith("config.yaml:2: api_server.tls must name")
                .hasMessageContaining("old.key is not the key of ");
    }

    @Test
    void plainHttpForOtherMachinesIsWarnedAbout() throws IOException, StartProblem {
        ConfigFile.Loaded loaded =
                read(
                        "api_server: {host: 0.0.0.0, hosts: [Sky.example.com, '::2'], insecure: yes}\n");
        assertThat(loaded.config().listen())
                .isEqualTo(
                        new ListenConfig(
                                "0.0.0.0",
                                List.of("sky.example.com", "[::2]"),
                                Optional.empty(),
                                true));
        assertThat(loaded.warnings()).singleElement().asString().contains("plain HTTP at 0.0.0.0");
    }

    @Test
    void aClientThatTrustsTheCertificateIsAnsweredAndNobodyElse() throws Exception {
        KeyStore keys = TlsServer.pem(directory);
        ListenConfig listen = TlsServer.listen(directory);
        try (TestServer server = new TestServer(new MemoryPlane(directory), listen)) {
            URI health = URI.create("https://localhost:" + server.port() + "/api/v1/health");
            HttpsURLConnection trusting = (HttpsURLConnection) health.toURL().openConnection();
            trusting.setSSLSocketFactory(trusting(keys).getSocketFactory());
            assertThat(trusting.getResponseCode()).isEqualTo(200);
            HttpURLConnection other = (HttpURLConnection) health.toURL().openConnection();
            assertThatThrownBy(other::getResponseCode).isInstanceOf(SSLHandshakeException.class);
            HttpURLConnection plain =
                    (HttpURLConnection)
                            URI.create("http://localhost:" + server.port() + "/api/v1/health")
                                    .toURL()
                                    .openConnection();
            assertThatThrownBy(plain::getResponseCode).isInstanceOf(IOException.class);
        }
    }

    @Test
    void onlyItsOwnNamesAndOriginsAreAnswered() throws Exception {
        KeyStore keys = TlsServer.pem(directory);
        ListenConfig listen = TlsServer.listen(directory);
        try (TestServer server = new TestServer(new MemoryPlane(directory), listen)) {
            SSLContext client = trusting(keys);
            String own = "Sky.example.com:443";
            assertThat(status(client, server, own, "")).isEqualTo("200");
            assertThat(status(client, server, own, "https://sky.example.com:443")).isEqualTo("200");
            assertThat(status(client, server, own, "http://sky.example.com:443")).isEqualTo("403");
            assertThat(status(client, server, own, "https://evil.example")).isEqualTo("403");
            assertThat(status(client, server, "evil.example", "")).isEqualTo("421");
            assertThat(status(client, server, "sky.example.com.evil.example", "")).isEqualTo("421");
        }
    }

    private static String status(SSLContext client, TestServer server, String host, String origin)
            throws IOException {
        try (SSLSocket socket =
                (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            String line = origin.isEmpty() ? "" : "Origin: " + origin + "\r\n";
            String request =
                    "GET /api/v1/health HTTP/1.1\r\nHost: "
                            + host
                            + "\r\n"
                            + line
                            + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new BufferedReader(
                                    new InputStreamReader(
                                            socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine();
            return answer.split(" ", 3)[1];
        }
    }

    private static SSLContext trusting(KeyStore keys) throws GeneralSecurityException {
        TrustManagerFactory trusted =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        return context;
    }
}
