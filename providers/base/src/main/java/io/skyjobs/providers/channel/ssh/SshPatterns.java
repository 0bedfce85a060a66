package io.skyjobs.providers.channel.ssh;

import java.util.List;

/** Patterns of host names as in ssh_config(5): {@code *}, {@code ?}, and {@code !} to exclude. */
final class SshPatterns {
    private SshPatterns() {}

    /** Whether a name fits at least one pattern, and none that excludes. */
    static boolean matches(List<String> patterns, String name) {
        var found = false;
        for (var pattern : patterns) {
            if (pattern.startsWith("!")) {
                if (fits(pattern.substring(1), name)) {
                    return false;
                }
            } else {
                found |= fits(pattern, name);
            }
        }
        return found;
    }

    /** Goes back to the last star at a mismatch, so that no pattern takes more than n times m. */
    static boolean fits(String pattern, String name) {
        var at = 0;
        var star = -1;
        var resume = 0;
        for (var i = 0; i < name.length(); ) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = i;
            } else if (at < pattern.length()
                    && (pattern.charAt(at) == '?' || pattern.charAt(at) == name.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        return pattern.substring(at).chars().allMatch(left -> left == '*');
    }
}
