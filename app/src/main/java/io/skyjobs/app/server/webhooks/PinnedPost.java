package io.skyjobs.app.server.webhooks;

import io.skyjobs.core.controller.Timers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One HTTP request to an address that was looked up and checked before: the client of the JDK looks
 * hosts up by itself, and so might be led elsewhere than what was checked. Follows no redirect,
 * uses no proxy, reads no more than it needs, and ends in time whatever the receiver does. Safe for
 * use from many threads.
 */
final class PinnedPost {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final int MOST_HEADER_BYTES = 32 * 1024;
    private static final int MOST_BODY_BYTES = 16 * 1024;

    /** How long the rest of an answer is waited for, so that the receiver can end in good order. */
    private static final Duration BODY_LIMIT = Duration.ofMillis(500);

    private final SSLSocketFactory tls;
    private final Timers timers;
    private final Duration limit;

    /**
     * @param tls knows which certificates are trusted
     * @param timers ends what takes too long
     * @param limit how long one request may take in all
     */
    PinnedPost(SSLSocketFactory tls, Timers timers, Duration limit) {
        this.tls = tls;
        this.timers = timers;
        this.limit = limit;
    }

    /**
     * Posts.
     *
     * @param addresses those of the host, at least one; tried in order until one is connected
     * @param headers names and values without line ends
     * @return the status of the answer
     */
    int send(URI url, List<InetAddress> addresses, Map<String, String> headers, byte[] body)
            throws UnreachableException {
        try (Socket socket = connected(addresses, port(url))) {
            // A receiver that sends a byte now and then would else hold the thread for ever.
            timers.after(limit, () -> close(socket));
            socket.setSoTimeout((int) limit.toMillis());
            try (Socket wire = isTls(url) ? secured(socket, url) : socket) {
                OutputStream out = wire.getOutputStream();
                out.write(head(url, headers, body.length));
                out.write(body);
                out.flush();
                int status = status(new BufferedInputStream(wire.getInputStream()));
                drain(wire);
                return status;
            }
        } catch (SocketTimeoutException slow) {
            throw tooSlow();
        } catch (SSLException untrusted) {
            throw new UnreachableException(
                    "TLS with it failed: " + oneLine(String.valueOf(untrusted.getMessage())) + ".");
        } catch (IOException broken) {
            throw new UnreachableException(
                    "The connection to it broke, or it did not answer within "
                            + limit.toSeconds()
                            + " seconds.");
        }
    }

    private UnreachableException tooSlow() {
        return new UnreachableException(
                "It did not answer within " + limit.toSeconds() + " seconds.");
    }

    private static Socket connected(List<InetAddress> addresses, int port)
            throws UnreachableException {
        Duration each = CONNECT_LIMIT.dividedBy(Math.min(addresses.size(), 3));
        for (InetAddress address : addresses.subList(0, Math.min(addresses.size(), 3))) {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, port), (int) each.toMillis());
                return socket;
            } catch (IOException refused) {
                close(socket);
            }
        }
        throw new UnreachableException("Nobody answers at its address.");
    }

    private Socket secured(Socket socket, URI url) throws IOException {
        String host = host(url);
        SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, port(url), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (isName(host)) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static byte[] head(URI url, Map<String, String> headers, int length) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        StringBuilder head = new StringBuilder();
        head.append("POST ").append(path).append(query).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(url.getRawAuthority()).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(length).append("\r\n");
        head.append("Connection: close\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The status of the answer, after any that only say that it is to come. */
    private static int status(InputStream in) throws IOException {
        int read = 0;
        while (true) {
            StringBuilder line = new StringBuilder();
            String first = "";
            for (int letter = in.read(); ; letter = in.read()) {
                read++;
                if (letter < 0 || read > MOST_HEADER_BYTES) {
                    throw new IOException("not an answer in HTTP");
                }
                if (letter == '\n') {
                    if (first.isEmpty()) {
                        first = line.toString().strip();
                    } else if (line.toString().isBlank()) {
                        break;
                    }
                    line.setLength(0);
                } else {
                    line.append((char) letter);
                }
            }
            int status = status(first);
            if (status >= 200) {
                return status;
            }
        }
    }

    private static int status(String line) throws IOException {
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("\\d{3}")) {
            throw new IOException("not an answer in HTTP");
        }
        return Integer.parseInt(parts[1]);
    }

    private static void drain(Socket wire) {
        try {
            wire.setSoTimeout((int) BODY_LIMIT.toMillis());
            wire.getInputStream().readNBytes(MOST_BODY_BYTES);
        } catch (IOException enough) {
            // The status is known; the rest is of no use.
        }
    }

    static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isName(String host) {
        return host.indexOf(':') < 0 && !host.matches("[0-9.]+") && !host.endsWith(".");
    }

    private static boolean isTls(URI url) {
        return url.getScheme().toLowerCase(Locale.ROOT).equals("https");
    }

    private static int port(URI url) {
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return isTls(url) ? 443 : 80;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // Whoever used it sees that.
        }
    }

    private static String oneLine(String text) {
        String shown = text.replaceAll("[^ -~]+", " ");
        return shown.length() > 200 ? shown.substring(0, 200) : shown;
    }
}
