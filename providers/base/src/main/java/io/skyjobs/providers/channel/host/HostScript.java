package io.skyjobs.providers.channel.host;

import io.skyjobs.providers.channel.LeaseGuard;
import io.skyjobs.providers.channel.ViewProbe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The program that is served on hosts, which is sent over the stream that it then serves and so
 * leaves nothing behind.
 */
final class HostScript {
    private static final List<String> PARTS =
            List.of(
                    "facts.sh",
                    "claims.sh",
                    "nodes.sh",
                    "confine.sh",
                    "end.sh",
                    "runs.sh",
                    "events.sh");

    private static final String TEXT = text();

    private HostScript() {}

    /** What the two streams of a host are for. */
    enum Mode {
        /** Everything but logs; tells of events. */
        CONTROL,
        /** Bytes of logs, which may take their time. */
        BULK
    }

    /**
     * What to start on a host: prints a mark, takes in a program up to a line that is the mark, and
     * becomes that program. One line, and without backslash-quote, exclamation mark or quote inside
     * its single quotes, so that every login shell takes it for the same words.
     */
    static String command(String mark, Mode mode) {
        return "exec sh -c 'echo "
                + mark
                + ";s=$(while IFS= read -r l;do [ \"$l\" = "
                + mark
                + " ] && break;printf \"%s\\n\" \"$l\";done);eval \"$s\"' skyjobs "
                + mode.name().toLowerCase(Locale.ROOT);
    }

    /** The program, as it follows once the mark was seen. */
    static byte[] program(String mark) {
        return (TEXT + mark + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String text() {
        var text = new StringBuilder();
        for (var part : PARTS) {
            text.append(resource(HostScript.class, part));
        }
        text.append(ViewProbe.function())
                .append("guard_program() {\ncat <<'END_OF_GUARD'\n")
                .append(resource(LeaseGuard.class, "guard.sh"))
                .append("END_OF_GUARD\n}\n")
                .append(resource(HostScript.class, "host.sh"));
        return text.toString();
    }

    private static String resource(Class<?> owner, String name) {
        try (var resource = owner.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("this program was built without " + name);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }
}
