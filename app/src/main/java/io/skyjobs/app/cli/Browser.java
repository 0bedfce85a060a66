package io.skyjobs.app.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The browser of whoever sits at this machine, where there is one. */
final class Browser {
    private static final int START_SECONDS = 3;

    private final Map<String, String> environment;
    private final String system;

    /**
     * @param environment environment variables
     * @param system name of the operating system
     */
    Browser(Map<String, String> environment, String system) {
        this.environment = environment;
        this.system = system.toLowerCase(Locale.ROOT);
    }

    /** Opens an address; false where there is no browser or nobody would see it. */
    boolean open(String url) throws InterruptedException {
        for (List<String> command : commands()) {
            if (started(command, url)) {
                return true;
            }
        }
        return false;
    }

    /** What may open it, the first choice first. */
    List<List<String>> commands() {
        List<List<String>> commands = new ArrayList<>();
        String chosen = environment.getOrDefault("BROWSER", "").strip();
        if (!chosen.isEmpty()) {
            // A list as in other programs: the first that works.
            for (String one : chosen.split(":", -1)) {
                commands.add(List.of(one.strip().split(" +", -1)));
            }
        }
        if (system.contains("mac")) {
            commands.add(List.of("open"));
        } else if (isSet("DISPLAY") || isSet("WAYLAND_DISPLAY")) {
            commands.add(List.of("xdg-open"));
        } else if (isSet("WSL_DISTRO_NAME")) {
            commands.add(List.of("wslview"));
        }
        return commands.stream().filter(command -> isThere(command.getFirst())).toList();
    }

    private boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }

    private boolean isThere(String program) {
        if (program.contains("/")) {
            return Files.isExecutable(Path.of(program));
        }
        for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** One that fails at once did not open it; one that goes on is the browser itself. */
    private static boolean started(List<String> command, String url) throws InterruptedException {
        List<String> words = new ArrayList<>();
        for (String word : command) {
            words.add(word.replace("%s", url));
        }
        if (command.stream().noneMatch(word -> word.contains("%s"))) {
            words.add(url);
        }
        try {
            Process process =
                    new ProcessBuilder(words)
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start();
            return !process.waitFor(START_SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0;
        } catch (IOException notStarted) {
            return false;
        }
    }
}
