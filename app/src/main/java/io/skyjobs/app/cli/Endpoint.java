package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiClient;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server that was named by its address, wherever it runs.
 *
 * @param url scheme, host and perhaps a port; nothing behind them
 * @param token the user's token there
 * @param cacert PEM file with the authorities that are believed; empty for those that the JDK
 *     believes
 */
record Endpoint(URI url, String token, Optional<Path> cacert) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /**
     * Reads an address as users write it.
     *
     * @param source where it was written, for the message
     */
    static URI url(String text, String source) throws CommandFailure {
        String bare = text.strip().replaceAll("/+$", "");
        try {
            URI url = new URI(bare);
            String scheme =
                    Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            boolean whole =
                    (scheme.equals("http") || scheme.equals("https"))
                            && url.getHost() != null
                            && Optional.ofNullable(url.getRawPath()).orElse("").isEmpty()
                            && url.getRawQuery() == null
                            && url.getRawFragment() == null;
            if (whole && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException notOne) {
            // As below.
        }
        throw new CommandFailure(
                ExitCode.MISUSED.number(),
                source
                        + " must be the address of a server, such as https://sky.example.com, with"
                        + " no path, user or password in it. Got: "
                        + bare.replaceAll("//[^/@]*@", "//***@")
                        + ".");
    }

    /** Whether a token sent there can be read on the way. */
    boolean openToRead() {
        return "http".equalsIgnoreCase(url.getScheme()) && !LOOPBACK.contains(url.getHost());
    }

    /** A way there. */
    ApiClient client() throws CommandFailure {
        if (cacert.isEmpty()) {
            return new ApiClient(url, token, Optional.empty());
        }
        try {
            return new ApiClient(url, token, Optional.of(trusting(cacert.get())));
        } catch (IOException | GeneralSecurityException unusable) {
            throw new CommandFailure(
                    ExitCode.MISUSED.number(),
                    "The certificates in "
                            + cacert.get()
                            + " cannot be used: it must be a PEM file of the authorities that signed"
                            + " the server's certificate.");
        }
    }

    private static SSLSocketFactory trusting(Path file)
            throws IOException, GeneralSecurityException {
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        Collection<? extends Certificate> found;
        try (InputStream in = Files.newInputStream(file)) {
            found = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (found.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        int number = 0;
        for (Certificate one : found) {
            authorities.setCertificateEntry(Integer.toString(number++), one);
        }
        TrustManagerFactory trusted =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
