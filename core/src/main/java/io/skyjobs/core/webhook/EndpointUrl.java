package io.skyjobs.core.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * What the URL of an endpoint may be, as far as its text tells; where it leads is looked at when a
 * message is sent.
 *
 * @param url the URL; empty when it cannot be used
 * @param problem what is wrong with it, to begin a sentence with "The URL"; empty for nothing
 */
public record EndpointUrl(Optional<URI> url, String problem) {
    private static final int LONGEST = 2_000;
    private static final int LARGEST_PORT = 65_535;

    /**
     * Reads a URL.
     *
     * @param mayUseHttp whether it may do without TLS; one of this machine always may
     */
    public static EndpointUrl of(String text, boolean mayUseHttp) {
        if (text.length() > LONGEST) {
            return wrong("can have at most " + LONGEST + " characters");
        }
        URI url;
        try {
            url = new URI(text.strip()).parseServerAuthority();
        } catch (URISyntaxException malformed) {
            return wrong("cannot be read");
        }
        String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return wrong("must begin with https://");
        }
        if (url.getHost() == null || url.getPort() == 0 || url.getPort() > LARGEST_PORT) {
            return wrong("must name a host, and a port only if it is from 1 to " + LARGEST_PORT);
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return wrong("can have neither a user nor a fragment");
        }
        if (!url.toASCIIString().equals(url.toString())) {
            return wrong("has characters that must be written with %");
        }
        if (scheme.equals("http") && !mayUseHttp && !isThisMachine(url.getHost())) {
            return wrong("must begin with https://, because what is sent could else be read");
        }
        return new EndpointUrl(Optional.of(url), "");
    }

    private static boolean isThisMachine(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.matches("127(\\.\\d{1,3}){3}");
    }

    private static EndpointUrl wrong(String problem) {
        return new EndpointUrl(Optional.empty(), problem);
    }

    /** A URL without what may be secret in it: {@code https://host/...}. */
    public static String shown(URI url) {
        boolean bare = url.getRawPath().length() <= 1 && url.getRawQuery() == null;
        return url.getScheme() + "://" + url.getRawAuthority() + (bare ? "/" : "/...");
    }
}
