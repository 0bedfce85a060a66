package io.skyjobs.app.server.traces;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The span of a caller, as the W3C's {@code traceparent} names it.
 *
 * @param trace 32 hexadecimal digits
 * @param span 16 hexadecimal digits
 * @param sampled whether the caller keeps it
 */
public record TraceParent(String trace, String span, boolean sampled) {
    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final int LONGEST = 512;

    /** What a header says; empty when it says nothing that can be understood, as W3C wants it. */
    public static Optional<TraceParent> parse(String header) {
        Matcher found = FORM.matcher(header.strip());
        if (header.length() > LONGEST || !found.matches()) {
            return Optional.empty();
        }
        String version = found.group(1);
        boolean more = found.group(5) != null;
        if (version.equals("ff") || (version.equals("00") && more)) {
            return Optional.empty();
        }
        if (isZero(found.group(2)) || isZero(found.group(3))) {
            return Optional.empty();
        }
        boolean sampled = (Integer.parseInt(found.group(4), 16) & 1) == 1;
        return Optional.of(new TraceParent(found.group(2), found.group(3), sampled));
    }

    /** As it is stored with the job, in the version that is known here. */
    public String text() {
        return "00-" + trace + "-" + span + "-" + (sampled ? "01" : "00");
    }

    private static boolean isZero(String digits) {
        return digits.chars().allMatch(digit -> digit == '0');
    }
}
