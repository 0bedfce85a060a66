package io.skyjobs.app.server.metrics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The error codes of providers that are kept apart. They come from outside: what does not look like
 * a code, and what comes after so many of one provider, is all the same.
 */
final class KnownCodes {
    static final String OTHER = "other";

    /** Ours: more than any provider uses of the calls that we make. */
    static final int MOST = 50;

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

    private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

    String known(String provider, String code) {
        if (!CODE.matcher(code).matches()) {
            return OTHER;
        }
        Set<String> codes = known.computeIfAbsent(provider, it -> ConcurrentHashMap.newKeySet());
        if (codes.contains(code)) {
            return code;
        }
        if (codes.size() >= MOST) {
            return OTHER;
        }
        codes.add(code);
        return code;
    }
}
