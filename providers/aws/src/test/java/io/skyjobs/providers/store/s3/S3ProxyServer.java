package io.skyjobs.providers.store.s3;

import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * An S3 server on a port of loopback that keeps its objects in a directory and checks signatures.
 */
final class S3ProxyServer implements AutoCloseable {
    static final String ID = "AKIDCONTRACT";
    static final String SECRET = "a-secret-of-the-contract";

    private final S3Proxy server;

    private S3ProxyServer(S3Proxy server) {
        this.server = server;
    }

    /**
     * Starts one.
     *
     * @param directory where its objects are to be
     */
    static S3ProxyServer start(Path directory) throws Exception {
        S3Proxy server =
                S3Proxy.builder()
                        .blobStore(
                                new FilesystemNio2BlobStore(
                                        Files.createDirectories(directory).toString()))
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ID, SECRET)
                        .build();
        server.start();
        return new S3ProxyServer(server);
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** The environment of somebody who may use it. */
    Map<String, String> environment() {
        return Map.of(
                "AWS_ACCESS_KEY_ID",
                ID,
                "AWS_SECRET_ACCESS_KEY",
                SECRET,
                "AWS_ENDPOINT_URL_S3",
                endpoint());
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IOException("the server did not stop", failed);
        }
    }
}
