package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.ssh.SshTrouble.Kind;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads jump hosts as {@code ProxyJump} has them. */
final class SshJumps {
    private static final Pattern HOP =
            Pattern.compile(
                    "(?:ssh://)?(?:(?<user>[^@/\\s]+)@)?(?:\\[(?<six>[0-9A-Fa-f:.%]+)\\]|(?<host>[^@:/\\s\\[\\]]+))(?::(?<port>[0-9]+))?/?");

    private SshJumps() {}

    /** The last of several, which is reached over those before it. */
    static SshTarget parse(String text, String place) throws SshTroubleException {
        var cut = text.lastIndexOf(',');
        var hop = HOP.matcher(text.substring(cut + 1).strip());
        if (!hop.matches()) {
            throw new SshTroubleException(
                    Kind.SETTINGS,
                    "%s: \"%s\" is not a jump host; write [user@]host[:port], several separated by commas."
                            .formatted(place, text));
        }
        var port = Optional.ofNullable(hop.group("port"));
        return new SshTarget(
                Optional.ofNullable(hop.group("six")).orElseGet(() -> hop.group("host")),
                Optional.ofNullable(hop.group("user")),
                port.isEmpty() ? Optional.empty() : Optional.of(SshOptions.port(port.get(), place)),
                List.of(),
                cut < 0 ? Optional.empty() : Optional.of(text.substring(0, cut)),
                Optional.empty(),
                List.of());
    }
}
