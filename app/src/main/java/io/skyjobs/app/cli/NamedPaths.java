package io.skyjobs.app.cli;

import io.skyjobs.app.api.JobRequest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which paths of this machine the user named in a task file or a flag, so that a server of another
 * machine gets those and no others: whoever runs it could else ask for any file. A path counts as
 * named when it is written out: absolute, from the working directory, or from {@code ~}.
 */
final class NamedPaths {
    private static final String BEFORE = "(?<![^\\s'\":\\[{,=-])(?:\\./)?";
    private static final String AFTER = "/?(?![^\\s'\":,\\]}#])";

    private final Path directory;
    private final Path home;
    private final String text;

    NamedPaths(JobRequest request) {
        this.directory = Path.of(request.workingDirectory());
        this.home = Path.of(request.home());
        StringBuilder all = new StringBuilder();
        all.append(
                new String(Base64.getDecoder().decode(request.content()), StandardCharsets.UTF_8));
        request.flags().forEach(flag -> all.append('\n').append(flag.value()));
        this.text = all.toString();
    }

    /** Whether the user wrote this path. */
    boolean holds(String path) {
        Path wanted = Path.of(path).normalize();
        List<String> spellings = new ArrayList<>();
        spellings.add(wanted.toString());
        if (wanted.isAbsolute()) {
            String relative = directory.relativize(wanted).toString();
            spellings.add(relative.isEmpty() ? "." : relative);
            if (wanted.startsWith(home)) {
                String below = home.relativize(wanted).toString();
                spellings.add(below.isEmpty() ? "~" : "~/" + below);
            }
        }
        return spellings.stream()
                .anyMatch(
                        spelling ->
                                Pattern.compile(BEFORE + Pattern.quote(spelling) + AFTER)
                                        .matcher(text)
                                        .find());
    }
}
