package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** A server that speaks TLS with a certificate of its own for localhost. */
public final class TlsServer {
    private TlsServer() {}

    /**
     * Starts it.
     *
     * @param directory home of its user, in which its files come to lie
     */
    public static TestServer start(MemoryPlane plane, Path directory) throws Exception {
        pem(directory);
        return new TestServer(plane, listen(directory));
    }

    /** The certificate as PEM, once there is one. */
    public static Path certificate(Path directory) {
        return directory.resolve(".sky").resolve("tls.pem");
    }

    /** Makes certificate and key as PEM files, and gives what trusts it. */
    static KeyStore pem(Path directory) throws Exception {
        Path store = directory.resolve("keys");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made =
                new ProcessBuilder(
                                (keytool
                                                + " -genkeypair -alias a -keyalg EC -dname CN=localhost"
                                                + " -ext san=dns:localhost -storetype PKCS12"
                                                + " -storepass changeit -keystore "
                                                + store)
                                        .split(" ", -1))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("keytool.log").toFile())
                        .start();
        assertThat(made.onExit().join().exitValue()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        Files.createDirectories(certificate(directory).getParent());
        write(certificate(directory), "CERTIFICATE", keys.getCertificate("a").getEncoded());
        byte[] key = keys.getKey("a", "changeit".toCharArray()).getEncoded();
        write(directory.resolve("tls.key"), "PRIVATE KEY", key);
        return keys;
    }

    static ListenConfig listen(Path directory) throws IOException, StartProblem {
        return read(
                        directory,
                        """
                        api_server:
                          hosts: [sky.example.com]
                          tls: {certificate: tls.pem, key: ~/tls.key}
                        """)
                .config()
                .listen();
    }

    static ConfigFile.Loaded read(Path directory, String text) throws IOException, StartProblem {
        Path sky = Files.createDirectories(directory.resolve(".sky"));
        Files.writeString(sky.resolve("config.yaml"), text);
        return new ConfigFile("config.yaml")
                .read(sky.resolve("config.yaml"), ServerConfig.standard(2));
    }

    private static void write(Path file, String kind, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(bytes);
        Files.writeString(
                file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }
}
