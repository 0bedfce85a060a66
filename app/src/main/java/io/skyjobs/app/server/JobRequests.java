package io.skyjobs.app.server;

import io.skyjobs.app.api.JobRequest;
import io.skyjobs.core.spec.Flag;
import io.skyjobs.core.spec.Overrides;
import io.skyjobs.core.spec.SourceText;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a request holds, in the core's own terms. Pure. */
final class JobRequests {
    /** Workspace of a job where none is given. */
    static final String STANDARD_WORKSPACE = "default";

    private static final Pattern WORKSPACE =
            Pattern.compile("[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?");
    private static final Pattern VARIABLE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private JobRequests() {}

    /** The text to be read. */
    static SourceText source(JobRequest request) {
        byte[] bytes = bytes(request);
        return switch (request.kind()) {
            case FILE -> SourceText.file(request.fileName(), bytes);
            case COMMAND -> SourceText.command(new String(bytes, StandardCharsets.UTF_8));
            case FILE_OR_COMMAND ->
                    isMapping(bytes)
                            ? SourceText.file(request.fileName(), bytes)
                            : SourceText.command(request.fileName());
        };
    }

    private static byte[] bytes(JobRequest request) {
        try {
            return Base64.getDecoder().decode(request.content());
        } catch (IllegalArgumentException notBase64) {
            throw RequestProblem.badRequest("The field 'content' is not base64.");
        }
    }

    /** Whether the first thing in it is a YAML mapping; reads no further. */
    private static boolean isMapping(byte[] bytes) {
        LoadSettings settings = LoadSettings.builder().build();
        try {
            for (Event event :
                    new Parse(settings).parseString(new String(bytes, StandardCharsets.UTF_8))) {
                if (event instanceof NodeEvent && !(event instanceof AliasEvent)) {
                    return event.getEventId() == Event.ID.MappingStart;
                }
            }
            return false;
        } catch (YamlEngineException notYaml) {
            return false;
        }
    }

    /** What the flags override. */
    static Overrides overrides(JobRequest request) {
        SortedMap<Flag, String> flags = new TreeMap<>();
        SortedMap<String, String> envs = new TreeMap<>();
        SortedMap<String, String> secrets = new TreeMap<>();
        List<String> ports = new ArrayList<>();
        List<String> config = new ArrayList<>();
        request.name().ifPresent(name -> flags.put(Flag.NAME, name));
        for (JobRequest.Flag given : request.flags()) {
            switch (given.flag()) {
                case "--env" -> variable(given, envs);
                case "--secret" -> variable(given, secrets);
                case "--ports" -> ports.add(given.value());
                case "--config" -> config.add(given.value());
                case "--workspace" -> workspace(request);
                default -> flags.put(flag(given.flag()), given.value());
            }
        }
        return new Overrides(flags, envs, secrets, ports, config);
    }

    /** The workspace that the job belongs to. */
    static String workspace(JobRequest request) {
        Optional<String> given = Optional.empty();
        for (JobRequest.Flag flag : request.flags()) {
            if (flag.flag().equals("--workspace")) {
                given = Optional.of(flag.value());
            }
        }
        String name = given.orElse(STANDARD_WORKSPACE);
        if (!WORKSPACE.matcher(name).matches()) {
            throw RequestProblem.badRequest(
                    "Invalid value for '--workspace': use letters, digits, dashes and underscores.");
        }
        return name;
    }

    private static Flag flag(String name) {
        for (Flag flag : Flag.values()) {
            if (flag.option().equals(name)) {
                return flag;
            }
        }
        throw RequestProblem.badRequest(
                "There is no flag '" + name.replaceAll("[^-a-z]", "?") + "'.");
    }

    /** The value is never named: it may be a secret. */
    private static void variable(JobRequest.Flag given, SortedMap<String, String> variables) {
        int equals = given.value().indexOf('=');
        String name = equals < 0 ? given.value() : given.value().substring(0, equals);
        if (equals < 0 || !VARIABLE.matcher(name).matches()) {
            throw RequestProblem.badRequest(
                    "Invalid value for '"
                            + given.flag()
                            + "': it must be KEY=VALUE, where KEY has letters, digits and"
                            + " underscores and does not begin with a digit.");
        }
        variables.put(name, given.value().substring(equals + 1));
    }
}
